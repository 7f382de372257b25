/**
 * What somebody may write who wishes the desk ill: HTML with scripts, Markdown with a link that is one and an image from elsewhere, text
 * from right to left, characters that are not seen, and a word that is wider than any window.
 */
export const NASTY = [
  '<img src=x onerror="document.title=1"><script>document.title=2</script> **bold** [a](javascript:alert(1))',
  '![pixel](http://attacker.example/pixel.png) <style>*{display:none}</style> </textarea> {{7*7}}',
  '\u202eevil مرحبا \u0001\u0007\u200b\ufeff\ufffd null undefined [object Object]',
  'W'.repeat(240),
].join(' ');

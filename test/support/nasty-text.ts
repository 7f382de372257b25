/** What somebody may write who wishes the desk ill: HTML with scripts, Markdown with a link that is one, text from right to left. */
export const NASTY =
  '<img src=x onerror="document.title=1"><script>document.title=2</script> **bold** [a](javascript:alert(1)) \u202eevil مرحبا';

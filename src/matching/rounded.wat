;; The dot products of a vector with rows that follow each other, in whole numbers (WebAssembly SIMD). Rows stand in panels of
;; four: the first 16 bytes of each row, then the next 16 of each, so that memory is read from one end to the other. Rows are
;; padded with zeros to a multiple of 16 bytes, and the vector to the same number of numbers.
;; `npm run build:wasm` turns this file into rounded-module.ts.
(module
  (import "matrix" "memory" (memory 1))

  ;; The sums of the four numbers in each of four registers.
  (func $sums (param $a v128) (param $b v128) (param $c v128) (param $d v128) (result v128)
    ;; a0+a2, b0+b2, a1+a3, b1+b3; and so of c and d.
    (local.set $a (f32x4.add
      (i8x16.shuffle 0 1 2 3 16 17 18 19 4 5 6 7 20 21 22 23 (local.get $a) (local.get $b))
      (i8x16.shuffle 8 9 10 11 24 25 26 27 12 13 14 15 28 29 30 31 (local.get $a) (local.get $b))))
    (local.set $c (f32x4.add
      (i8x16.shuffle 0 1 2 3 16 17 18 19 4 5 6 7 20 21 22 23 (local.get $c) (local.get $d))
      (i8x16.shuffle 8 9 10 11 24 25 26 27 12 13 14 15 28 29 30 31 (local.get $c) (local.get $d))))
    (f32x4.add
      (i8x16.shuffle 0 1 2 3 4 5 6 7 16 17 18 19 20 21 22 23 (local.get $a) (local.get $c))
      (i8x16.shuffle 8 9 10 11 12 13 14 15 24 25 26 27 28 29 30 31 (local.get $a) (local.get $c))))

  ;; Rows of bytes, a vector of 16-bit numbers. All products add up within 32 bits: the caller sees to it that the vector is
  ;; short enough, or its numbers small enough.
  (func (export "dotsOfBytes")
    (param $vector i32) ;; address of the vector
    (param $scale f32)  ;; what its numbers are multiples of
    (param $panel i32)  ;; address of the first panel
    (param $scales i32) ;; address of what each row's numbers are multiples of
    (param $panels i32) ;; how many panels
    (param $bytes i32)  ;; length of a panel
    (param $out i32)    ;; address of the results; these and the scales are 32-bit floats
    (local $q i32) (local $end i32)
    (local $a v128) (local $b v128) (local $c v128) (local $d v128) (local $v v128)
    (block $done
      (loop $next_panel
        (br_if $done (i32.eqz (local.get $panels)))
        (local.set $a (v128.const i32x4 0 0 0 0))
        (local.set $b (v128.const i32x4 0 0 0 0))
        (local.set $c (v128.const i32x4 0 0 0 0))
        (local.set $d (v128.const i32x4 0 0 0 0))
        (local.set $q (local.get $vector))
        (local.set $end (i32.add (local.get $panel) (local.get $bytes)))
        (loop $next_numbers
          (local.set $v (v128.load (local.get $q)))
          (local.set $a (i32x4.add (local.get $a) (i32x4.dot_i16x8_s (local.get $v) (v128.load8x8_s (local.get $panel)))))
          (local.set $b (i32x4.add (local.get $b) (i32x4.dot_i16x8_s (local.get $v) (v128.load8x8_s offset=16 (local.get $panel)))))
          (local.set $c (i32x4.add (local.get $c) (i32x4.dot_i16x8_s (local.get $v) (v128.load8x8_s offset=32 (local.get $panel)))))
          (local.set $d (i32x4.add (local.get $d) (i32x4.dot_i16x8_s (local.get $v) (v128.load8x8_s offset=48 (local.get $panel)))))
          (local.set $v (v128.load offset=16 (local.get $q)))
          (local.set $a (i32x4.add (local.get $a) (i32x4.dot_i16x8_s (local.get $v) (v128.load8x8_s offset=8 (local.get $panel)))))
          (local.set $b (i32x4.add (local.get $b) (i32x4.dot_i16x8_s (local.get $v) (v128.load8x8_s offset=24 (local.get $panel)))))
          (local.set $c (i32x4.add (local.get $c) (i32x4.dot_i16x8_s (local.get $v) (v128.load8x8_s offset=40 (local.get $panel)))))
          (local.set $d (i32x4.add (local.get $d) (i32x4.dot_i16x8_s (local.get $v) (v128.load8x8_s offset=56 (local.get $panel)))))
          (local.set $q (i32.add (local.get $q) (i32.const 32)))
          (local.set $panel (i32.add (local.get $panel) (i32.const 64)))
          (br_if $next_numbers (i32.lt_u (local.get $panel) (local.get $end))))
        (v128.store (local.get $out) (f32x4.mul
          (f32x4.mul (v128.load (local.get $scales)) (f32x4.splat (local.get $scale)))
          (call $sums
            (f32x4.convert_i32x4_s (local.get $a)) (f32x4.convert_i32x4_s (local.get $b))
            (f32x4.convert_i32x4_s (local.get $c)) (f32x4.convert_i32x4_s (local.get $d)))))
        (local.set $scales (i32.add (local.get $scales) (i32.const 16)))
        (local.set $out (i32.add (local.get $out) (i32.const 16)))
        (local.set $panels (i32.sub (local.get $panels) (i32.const 1)))
        (br $next_panel))))

  ;; The same with rows of 16-bit numbers, of which none may be -32,768: two products add up within 32 bits, their sums are
  ;; added as floats.
  (func (export "dotsOfShorts")
    (param $vector i32) ;; address of the vector
    (param $scale f32)  ;; what its numbers are multiples of
    (param $panel i32)  ;; address of the first panel
    (param $scales i32) ;; address of what each row's numbers are multiples of
    (param $panels i32) ;; how many panels
    (param $bytes i32)  ;; length of a panel
    (param $out i32)    ;; address of the results; these and the scales are 32-bit floats
    (local $q i32) (local $end i32)
    (local $a v128) (local $b v128) (local $c v128) (local $d v128) (local $v v128)
    (block $done
      (loop $next_panel
        (br_if $done (i32.eqz (local.get $panels)))
        (local.set $a (v128.const f32x4 0 0 0 0))
        (local.set $b (v128.const f32x4 0 0 0 0))
        (local.set $c (v128.const f32x4 0 0 0 0))
        (local.set $d (v128.const f32x4 0 0 0 0))
        (local.set $q (local.get $vector))
        (local.set $end (i32.add (local.get $panel) (local.get $bytes)))
        (loop $next_numbers
          (local.set $v (v128.load (local.get $q)))
          (local.set $a (f32x4.add (local.get $a) (f32x4.convert_i32x4_s (i32x4.dot_i16x8_s (local.get $v) (v128.load (local.get $panel))))))
          (local.set $b (f32x4.add (local.get $b) (f32x4.convert_i32x4_s (i32x4.dot_i16x8_s (local.get $v) (v128.load offset=16 (local.get $panel))))))
          (local.set $c (f32x4.add (local.get $c) (f32x4.convert_i32x4_s (i32x4.dot_i16x8_s (local.get $v) (v128.load offset=32 (local.get $panel))))))
          (local.set $d (f32x4.add (local.get $d) (f32x4.convert_i32x4_s (i32x4.dot_i16x8_s (local.get $v) (v128.load offset=48 (local.get $panel))))))
          (local.set $q (i32.add (local.get $q) (i32.const 16)))
          (local.set $panel (i32.add (local.get $panel) (i32.const 64)))
          (br_if $next_numbers (i32.lt_u (local.get $panel) (local.get $end))))
        (v128.store (local.get $out) (f32x4.mul
          (f32x4.mul (v128.load (local.get $scales)) (f32x4.splat (local.get $scale)))
          (call $sums
            (local.get $a) (local.get $b) (local.get $c) (local.get $d))))
        (local.set $scales (i32.add (local.get $scales) (i32.const 16)))
        (local.set $out (i32.add (local.get $out) (i32.const 16)))
        (local.set $panels (i32.sub (local.get $panels) (i32.const 1)))
        (br $next_panel)))))

;; The dot products of a vector with rows that follow each other, four numbers at a time (WebAssembly SIMD).
;; Vectors and rows are 32-bit floats, padded to a multiple of 16 numbers (64 bytes).
;; `npm run build:wasm` turns this file into dots-module.ts.
(module
  (import "matrix" "memory" (memory 1))
  (func (export "dots")
    (param $vector i32) ;; address of the vector
    (param $row i32)    ;; address of the first row
    (param $rows i32)   ;; how many rows
    (param $bytes i32)  ;; length of a row in bytes
    (param $out i32)    ;; address of the results
    (local $i i32)
    (local $a v128) (local $b v128) (local $c v128) (local $d v128)
    (block $done
      (loop $next_row
        (br_if $done (i32.eqz (local.get $rows)))
        (local.set $a (v128.const f32x4 0 0 0 0))
        (local.set $b (v128.const f32x4 0 0 0 0))
        (local.set $c (v128.const f32x4 0 0 0 0))
        (local.set $d (v128.const f32x4 0 0 0 0))
        (local.set $i (i32.const 0))
        (loop $next_numbers
          (local.set $a (f32x4.add (local.get $a) (f32x4.mul
            (v128.load (i32.add (local.get $vector) (local.get $i)))
            (v128.load (i32.add (local.get $row) (local.get $i))))))
          (local.set $b (f32x4.add (local.get $b) (f32x4.mul
            (v128.load offset=16 (i32.add (local.get $vector) (local.get $i)))
            (v128.load offset=16 (i32.add (local.get $row) (local.get $i))))))
          (local.set $c (f32x4.add (local.get $c) (f32x4.mul
            (v128.load offset=32 (i32.add (local.get $vector) (local.get $i)))
            (v128.load offset=32 (i32.add (local.get $row) (local.get $i))))))
          (local.set $d (f32x4.add (local.get $d) (f32x4.mul
            (v128.load offset=48 (i32.add (local.get $vector) (local.get $i)))
            (v128.load offset=48 (i32.add (local.get $row) (local.get $i))))))
          (local.set $i (i32.add (local.get $i) (i32.const 64)))
          (br_if $next_numbers (i32.lt_u (local.get $i) (local.get $bytes))))
        (local.set $a (f32x4.add
          (f32x4.add (local.get $a) (local.get $b))
          (f32x4.add (local.get $c) (local.get $d))))
        (f32.store (local.get $out) (f32.add
          (f32.add (f32x4.extract_lane 0 (local.get $a)) (f32x4.extract_lane 1 (local.get $a)))
          (f32.add (f32x4.extract_lane 2 (local.get $a)) (f32x4.extract_lane 3 (local.get $a)))))
        (local.set $out (i32.add (local.get $out) (i32.const 4)))
        (local.set $row (i32.add (local.get $row) (local.get $bytes)))
        (local.set $rows (i32.sub (local.get $rows) (i32.const 1)))
        (br $next_row)))))

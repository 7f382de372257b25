;; Which rows of some panels are similar enough to the eight rows of another panel, four numbers at a time (WebAssembly SIMD).
;; A panel holds eight rows, number by number: the first numbers of all eight, then the second. After every segment of numbers
;; stand eight lengths: of what is left of each row after that segment. By Cauchy and Schwarz the rest of a dot product is no more
;; than the product of the two lengths, so four rows are left as soon as none can reach what is asked; after the last segment the
;; lengths are 0 and the same question is about the dot product itself.
;; `panel-space.ts` lays the panels out; `compare-module.ts` is made from this file.
(module
  (import "panels" "memory" (memory 1 65536 shared))
  (func (export "compare")
    (param $a i32)        ;; address of the first panel
    (param $panels i32)   ;; how many panels follow each other there
    (param $b i32)        ;; address of the other panel
    (param $bytes i32)    ;; length of a panel
    (param $segment i32)  ;; length of the numbers of a segment, without the eight lengths
    (param $leastA i32)   ;; address of the least dot product that each row of $a asks for
    (param $leastB i32)   ;; and each of $b; a pair is reported when it is enough for either
    (param $out i32)      ;; address of the pairs found: row of $a, row of $b, dot product, four bytes each
    (param $scratch i32)  ;; address of 128 bytes of room
    (result i32)          ;; where the pairs end
    (local $p i32) (local $q i32) (local $end i32) (local $half i32) (local $row i32) (local $e i32) (local $dot f32)
    (local $s v128) (local $b0 v128) (local $b1 v128) (local $l0 v128) (local $l1 v128) (local $least v128) (local $any v128)
    (local $c00 v128) (local $c01 v128) (local $c10 v128) (local $c11 v128) (local $c20 v128) (local $c21 v128) (local $c30 v128) (local $c31 v128)
    (local.set $l0 (v128.load (local.get $leastB)))
    (local.set $l1 (v128.load offset=16 (local.get $leastB)))
    (block $done
      (loop $four_rows
        (br_if $done (i32.eqz (local.get $panels)))
        (local.set $p (local.get $a))
        (local.set $q (local.get $b))
        (local.set $c00 (v128.const f32x4 0 0 0 0))
        (local.set $c01 (v128.const f32x4 0 0 0 0))
        (local.set $c10 (v128.const f32x4 0 0 0 0))
        (local.set $c11 (v128.const f32x4 0 0 0 0))
        (local.set $c20 (v128.const f32x4 0 0 0 0))
        (local.set $c21 (v128.const f32x4 0 0 0 0))
        (local.set $c30 (v128.const f32x4 0 0 0 0))
        (local.set $c31 (v128.const f32x4 0 0 0 0))
        (block $next
          (loop $segments
            (local.set $end (i32.add (local.get $p) (local.get $segment)))
            (loop $numbers
            (local.set $b0 (v128.load offset=0 (local.get $q)))
            (local.set $b1 (v128.load offset=16 (local.get $q)))
            (local.set $s (v128.load32_splat offset=0 (local.get $p)))
            (local.set $c00 (f32x4.add (local.get $c00) (f32x4.mul (local.get $s) (local.get $b0))))
            (local.set $c01 (f32x4.add (local.get $c01) (f32x4.mul (local.get $s) (local.get $b1))))
            (local.set $s (v128.load32_splat offset=4 (local.get $p)))
            (local.set $c10 (f32x4.add (local.get $c10) (f32x4.mul (local.get $s) (local.get $b0))))
            (local.set $c11 (f32x4.add (local.get $c11) (f32x4.mul (local.get $s) (local.get $b1))))
            (local.set $s (v128.load32_splat offset=8 (local.get $p)))
            (local.set $c20 (f32x4.add (local.get $c20) (f32x4.mul (local.get $s) (local.get $b0))))
            (local.set $c21 (f32x4.add (local.get $c21) (f32x4.mul (local.get $s) (local.get $b1))))
            (local.set $s (v128.load32_splat offset=12 (local.get $p)))
            (local.set $c30 (f32x4.add (local.get $c30) (f32x4.mul (local.get $s) (local.get $b0))))
            (local.set $c31 (f32x4.add (local.get $c31) (f32x4.mul (local.get $s) (local.get $b1))))
            (local.set $b0 (v128.load offset=32 (local.get $q)))
            (local.set $b1 (v128.load offset=48 (local.get $q)))
            (local.set $s (v128.load32_splat offset=32 (local.get $p)))
            (local.set $c00 (f32x4.add (local.get $c00) (f32x4.mul (local.get $s) (local.get $b0))))
            (local.set $c01 (f32x4.add (local.get $c01) (f32x4.mul (local.get $s) (local.get $b1))))
            (local.set $s (v128.load32_splat offset=36 (local.get $p)))
            (local.set $c10 (f32x4.add (local.get $c10) (f32x4.mul (local.get $s) (local.get $b0))))
            (local.set $c11 (f32x4.add (local.get $c11) (f32x4.mul (local.get $s) (local.get $b1))))
            (local.set $s (v128.load32_splat offset=40 (local.get $p)))
            (local.set $c20 (f32x4.add (local.get $c20) (f32x4.mul (local.get $s) (local.get $b0))))
            (local.set $c21 (f32x4.add (local.get $c21) (f32x4.mul (local.get $s) (local.get $b1))))
            (local.set $s (v128.load32_splat offset=44 (local.get $p)))
            (local.set $c30 (f32x4.add (local.get $c30) (f32x4.mul (local.get $s) (local.get $b0))))
            (local.set $c31 (f32x4.add (local.get $c31) (f32x4.mul (local.get $s) (local.get $b1))))
            (local.set $b0 (v128.load offset=64 (local.get $q)))
            (local.set $b1 (v128.load offset=80 (local.get $q)))
            (local.set $s (v128.load32_splat offset=64 (local.get $p)))
            (local.set $c00 (f32x4.add (local.get $c00) (f32x4.mul (local.get $s) (local.get $b0))))
            (local.set $c01 (f32x4.add (local.get $c01) (f32x4.mul (local.get $s) (local.get $b1))))
            (local.set $s (v128.load32_splat offset=68 (local.get $p)))
            (local.set $c10 (f32x4.add (local.get $c10) (f32x4.mul (local.get $s) (local.get $b0))))
            (local.set $c11 (f32x4.add (local.get $c11) (f32x4.mul (local.get $s) (local.get $b1))))
            (local.set $s (v128.load32_splat offset=72 (local.get $p)))
            (local.set $c20 (f32x4.add (local.get $c20) (f32x4.mul (local.get $s) (local.get $b0))))
            (local.set $c21 (f32x4.add (local.get $c21) (f32x4.mul (local.get $s) (local.get $b1))))
            (local.set $s (v128.load32_splat offset=76 (local.get $p)))
            (local.set $c30 (f32x4.add (local.get $c30) (f32x4.mul (local.get $s) (local.get $b0))))
            (local.set $c31 (f32x4.add (local.get $c31) (f32x4.mul (local.get $s) (local.get $b1))))
            (local.set $b0 (v128.load offset=96 (local.get $q)))
            (local.set $b1 (v128.load offset=112 (local.get $q)))
            (local.set $s (v128.load32_splat offset=96 (local.get $p)))
            (local.set $c00 (f32x4.add (local.get $c00) (f32x4.mul (local.get $s) (local.get $b0))))
            (local.set $c01 (f32x4.add (local.get $c01) (f32x4.mul (local.get $s) (local.get $b1))))
            (local.set $s (v128.load32_splat offset=100 (local.get $p)))
            (local.set $c10 (f32x4.add (local.get $c10) (f32x4.mul (local.get $s) (local.get $b0))))
            (local.set $c11 (f32x4.add (local.get $c11) (f32x4.mul (local.get $s) (local.get $b1))))
            (local.set $s (v128.load32_splat offset=104 (local.get $p)))
            (local.set $c20 (f32x4.add (local.get $c20) (f32x4.mul (local.get $s) (local.get $b0))))
            (local.set $c21 (f32x4.add (local.get $c21) (f32x4.mul (local.get $s) (local.get $b1))))
            (local.set $s (v128.load32_splat offset=108 (local.get $p)))
            (local.set $c30 (f32x4.add (local.get $c30) (f32x4.mul (local.get $s) (local.get $b0))))
            (local.set $c31 (f32x4.add (local.get $c31) (f32x4.mul (local.get $s) (local.get $b1))))
            (local.set $p (i32.add (local.get $p) (i32.const 128)))
            (local.set $q (i32.add (local.get $q) (i32.const 128)))
            (br_if $numbers (i32.lt_u (local.get $p) (local.get $end))))
            (local.set $b0 (v128.load (local.get $q)))
            (local.set $b1 (v128.load offset=16 (local.get $q)))
            (local.set $any (v128.const i32x4 0 0 0 0))
          (local.set $s (v128.load32_splat offset=0 (local.get $p)))
          (local.set $least (v128.load32_splat offset=0 (local.get $leastA)))
          (local.set $any (v128.or (local.get $any) (f32x4.ge
            (f32x4.add (local.get $c00) (f32x4.mul (local.get $s) (local.get $b0)))
            (f32x4.pmin (local.get $least) (local.get $l0)))))
          (local.set $any (v128.or (local.get $any) (f32x4.ge
            (f32x4.add (local.get $c01) (f32x4.mul (local.get $s) (local.get $b1)))
            (f32x4.pmin (local.get $least) (local.get $l1)))))
          (local.set $s (v128.load32_splat offset=4 (local.get $p)))
          (local.set $least (v128.load32_splat offset=4 (local.get $leastA)))
          (local.set $any (v128.or (local.get $any) (f32x4.ge
            (f32x4.add (local.get $c10) (f32x4.mul (local.get $s) (local.get $b0)))
            (f32x4.pmin (local.get $least) (local.get $l0)))))
          (local.set $any (v128.or (local.get $any) (f32x4.ge
            (f32x4.add (local.get $c11) (f32x4.mul (local.get $s) (local.get $b1)))
            (f32x4.pmin (local.get $least) (local.get $l1)))))
          (local.set $s (v128.load32_splat offset=8 (local.get $p)))
          (local.set $least (v128.load32_splat offset=8 (local.get $leastA)))
          (local.set $any (v128.or (local.get $any) (f32x4.ge
            (f32x4.add (local.get $c20) (f32x4.mul (local.get $s) (local.get $b0)))
            (f32x4.pmin (local.get $least) (local.get $l0)))))
          (local.set $any (v128.or (local.get $any) (f32x4.ge
            (f32x4.add (local.get $c21) (f32x4.mul (local.get $s) (local.get $b1)))
            (f32x4.pmin (local.get $least) (local.get $l1)))))
          (local.set $s (v128.load32_splat offset=12 (local.get $p)))
          (local.set $least (v128.load32_splat offset=12 (local.get $leastA)))
          (local.set $any (v128.or (local.get $any) (f32x4.ge
            (f32x4.add (local.get $c30) (f32x4.mul (local.get $s) (local.get $b0)))
            (f32x4.pmin (local.get $least) (local.get $l0)))))
          (local.set $any (v128.or (local.get $any) (f32x4.ge
            (f32x4.add (local.get $c31) (f32x4.mul (local.get $s) (local.get $b1)))
            (f32x4.pmin (local.get $least) (local.get $l1)))))
            (br_if $next (i32.eqz (v128.any_true (local.get $any))))
            (local.set $p (i32.add (local.get $p) (i32.const 32)))
            (local.set $q (i32.add (local.get $q) (i32.const 32)))
            (br_if $segments (i32.lt_u (local.get $q) (i32.add (local.get $b) (local.get $bytes)))))
        (v128.store offset=0 (local.get $scratch) (local.get $c00))
        (v128.store offset=16 (local.get $scratch) (local.get $c01))
        (v128.store offset=32 (local.get $scratch) (local.get $c10))
        (v128.store offset=48 (local.get $scratch) (local.get $c11))
        (v128.store offset=64 (local.get $scratch) (local.get $c20))
        (v128.store offset=80 (local.get $scratch) (local.get $c21))
        (v128.store offset=96 (local.get $scratch) (local.get $c30))
        (v128.store offset=112 (local.get $scratch) (local.get $c31))
          (local.set $e (i32.const 0))
          (loop $elements
            (local.set $dot (f32.load (i32.add (local.get $scratch) (i32.shl (local.get $e) (i32.const 2)))))
            (if (f32.ge (local.get $dot) (f32.min
                (f32.load (i32.add (local.get $leastA) (i32.shl (i32.shr_u (local.get $e) (i32.const 3)) (i32.const 2))))
                (f32.load (i32.add (local.get $leastB) (i32.shl (i32.and (local.get $e) (i32.const 7)) (i32.const 2))))))
              (then
                (i32.store (local.get $out) (i32.add (local.get $row) (i32.shr_u (local.get $e) (i32.const 3))))
                (i32.store offset=4 (local.get $out) (i32.and (local.get $e) (i32.const 7)))
                (f32.store offset=8 (local.get $out) (local.get $dot))
                (local.set $out (i32.add (local.get $out) (i32.const 12)))))
            (local.set $e (i32.add (local.get $e) (i32.const 1)))
            (br_if $elements (i32.lt_u (local.get $e) (i32.const 32)))))
        (local.set $row (i32.add (local.get $row) (i32.const 4)))
        (local.set $leastA (i32.add (local.get $leastA) (i32.const 16)))
        ;; A panel's second four rows stand beside its first.
        (if (local.get $half)
          (then
            (local.set $a (i32.add (i32.sub (local.get $a) (i32.const 16)) (local.get $bytes)))
            (local.set $panels (i32.sub (local.get $panels) (i32.const 1))))
          (else (local.set $a (i32.add (local.get $a) (i32.const 16)))))
        (local.set $half (i32.eqz (local.get $half)))
        (br $four_rows)))
    (local.get $out)))

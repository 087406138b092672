//go:build !purego

#include "textflag.h"

// Register use: DI sums, SI bytes between rows of sums, R8-R11 the four rows of values,
// CX depth left, DX weights.
#define ARGUMENTS \
	MOVQ sums+0(FP), DI      \
	MOVQ stride+8(FP), SI    \
	SHLQ $2, SI              \
	MOVQ values+16(FP), R8   \
	MOVQ depth+24(FP), CX    \
	MOVQ weights+32(FP), DX  \
	LEAQ (R8)(CX*1), R9      \
	LEAQ (R9)(CX*1), R10     \
	LEAQ (R10)(CX*1), R11

// START sets the sums of one row to -128 times its total.
#define START(at, a) \
	VPBROADCASTD at(AX), a \
	VPSLLD $7, a, a        \
	VPSUBD a, Z29, a

// ROW adds the products of 4 values of one row with 64 outputs.
#define ROW(at, row, v, a, b, c, d) \
	VPBROADCASTD at(row), v  \
	VPDPBUSD v, Z16, a       \
	VPDPBUSD v, Z17, b       \
	VPDPBUSD v, Z18, c       \
	VPDPBUSD v, Z19, d

// STEP64 does that for 4 rows; at is 4 times the number of the step, far that times 16.
#define STEP64(at, far) \
	VPXORD far(DX), Z28, Z16         \
	VPXORD far(DX)(BX*1), Z28, Z17   \
	VPXORD far(DX)(BX*2), Z28, Z18   \
	VPXORD far(R12), Z28, Z19        \
	ROW(at, R8, Z20, Z0, Z1, Z2, Z3)     \
	ROW(at, R9, Z21, Z4, Z5, Z6, Z7)     \
	ROW(at, R10, Z22, Z8, Z9, Z10, Z11)  \
	ROW(at, R11, Z23, Z12, Z13, Z14, Z15)

// STORE64 writes one row.
#define STORE64(a, b, c, d) \
	VMOVDQU32 a, (DI)     \
	VMOVDQU32 b, 64(DI)   \
	VMOVDQU32 c, 128(DI)  \
	VMOVDQU32 d, 192(DI)  \
	ADDQ SI, DI

// func vnni64(sums *int32, stride int, values *int8, depth int, weights *byte, totals *int32)
TEXT ·vnni64(SB), NOSPLIT, $0-48
	ARGUMENTS
	MOVQ totals+40(FP), AX
	MOVQ CX, BX
	SHLQ $4, BX                  // bytes between blocks of 16 outputs
	LEAQ (BX)(BX*2), R12
	ADDQ DX, R12
	MOVL $0x80808080, R13
	VPBROADCASTD R13, Z28
	VPXORD Z29, Z29, Z29
	START(0, Z0)
	START(4, Z4)
	START(8, Z8)
	START(12, Z12)
	VMOVDQA32 Z0, Z1
	VMOVDQA32 Z0, Z2
	VMOVDQA32 Z0, Z3
	VMOVDQA32 Z4, Z5
	VMOVDQA32 Z4, Z6
	VMOVDQA32 Z4, Z7
	VMOVDQA32 Z8, Z9
	VMOVDQA32 Z8, Z10
	VMOVDQA32 Z8, Z11
	VMOVDQA32 Z12, Z13
	VMOVDQA32 Z12, Z14
	VMOVDQA32 Z12, Z15

loop64:
	STEP64(0, 0)
	STEP64(4, 64)
	STEP64(8, 128)
	STEP64(12, 192)
	ADDQ $256, DX
	ADDQ $256, R12
	ADDQ $16, R8
	ADDQ $16, R9
	ADDQ $16, R10
	ADDQ $16, R11
	SUBQ $16, CX
	JNZ  loop64
	STORE64(Z0, Z1, Z2, Z3)
	STORE64(Z4, Z5, Z6, Z7)
	STORE64(Z8, Z9, Z10, Z11)
	STORE64(Z12, Z13, Z14, Z15)
	VZEROUPPER
	RET

// STEP16 adds the products of 4 values of 4 rows with 16 outputs.
#define STEP16(at, far, a, b, c, d) \
	VPXORD far(DX), Z28, Z16     \
	VPBROADCASTD at(R8), Z20     \
	VPBROADCASTD at(R9), Z21     \
	VPBROADCASTD at(R10), Z22    \
	VPBROADCASTD at(R11), Z23    \
	VPDPBUSD Z20, Z16, a         \
	VPDPBUSD Z21, Z16, b         \
	VPDPBUSD Z22, Z16, c         \
	VPDPBUSD Z23, Z16, d

// STORE16 adds the two halves of a row's sums and writes them.
#define STORE16(a, b) \
	VPADDD a, b, a      \
	VMOVDQU32 a, (DI)   \
	ADDQ SI, DI

// func vnni16(sums *int32, stride int, values *int8, depth int, weights *byte, totals *int32)
TEXT ·vnni16(SB), NOSPLIT, $0-48
	ARGUMENTS
	MOVQ totals+40(FP), AX
	MOVL $0x80808080, R13
	VPBROADCASTD R13, Z28
	VPXORD Z29, Z29, Z29
	START(0, Z0)
	START(4, Z1)
	START(8, Z2)
	START(12, Z3)
	VPXORD Z4, Z4, Z4
	VPXORD Z5, Z5, Z5
	VPXORD Z6, Z6, Z6
	VPXORD Z7, Z7, Z7

loop16:
	STEP16(0, 0, Z0, Z1, Z2, Z3)
	STEP16(4, 64, Z4, Z5, Z6, Z7)
	STEP16(8, 128, Z0, Z1, Z2, Z3)
	STEP16(12, 192, Z4, Z5, Z6, Z7)
	ADDQ $256, DX
	ADDQ $16, R8
	ADDQ $16, R9
	ADDQ $16, R10
	ADDQ $16, R11
	SUBQ $16, CX
	JNZ  loop16
	STORE16(Z0, Z4)
	STORE16(Z1, Z5)
	STORE16(Z2, Z6)
	STORE16(Z3, Z7)
	VZEROUPPER
	RET

// HALF adds the products of 4 values, in Y10 with sign and in Y11 without, with 8 outputs.
#define HALF(w, t, a) \
	VPSIGNB Y10, w, t       \
	VPMADDUBSW t, Y11, t    \
	VPMADDWD Y15, t, t      \
	VPADDD t, a, a

#define ROW8(at, row, a, b) \
	VPBROADCASTD at(row), Y10  \
	VPABSB Y10, Y11            \
	HALF(Y8, Y12, a)           \
	HALF(Y9, Y13, b)

#define STEP8(at, far, far2) \
	VMOVDQU far(DX), Y8       \
	VMOVDQU far2(DX), Y9      \
	ROW8(at, R8, Y0, Y1)      \
	ROW8(at, R9, Y2, Y3)      \
	ROW8(at, R10, Y4, Y5)     \
	ROW8(at, R11, Y6, Y7)

#define STORE8(a, b) \
	VMOVDQU a, (DI)     \
	VMOVDQU b, 32(DI)   \
	ADDQ SI, DI

// func avx16(sums *int32, stride int, values *int8, depth int, weights *byte)
TEXT ·avx16(SB), NOSPLIT, $0-40
	ARGUMENTS
	VPCMPEQW Y15, Y15, Y15
	VPSRLW $15, Y15, Y15         // ones
	VPXOR Y0, Y0, Y0
	VPXOR Y1, Y1, Y1
	VPXOR Y2, Y2, Y2
	VPXOR Y3, Y3, Y3
	VPXOR Y4, Y4, Y4
	VPXOR Y5, Y5, Y5
	VPXOR Y6, Y6, Y6
	VPXOR Y7, Y7, Y7

loop8:
	STEP8(0, 0, 32)
	STEP8(4, 64, 96)
	STEP8(8, 128, 160)
	STEP8(12, 192, 224)
	ADDQ $256, DX
	ADDQ $16, R8
	ADDQ $16, R9
	ADDQ $16, R10
	ADDQ $16, R11
	SUBQ $16, CX
	JNZ  loop8
	STORE8(Y0, Y1)
	STORE8(Y2, Y3)
	STORE8(Y4, Y5)
	STORE8(Y6, Y7)
	VZEROUPPER
	RET

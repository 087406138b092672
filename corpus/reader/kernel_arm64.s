//go:build !purego

#include "textflag.h"

// The assembler does not know these instructions: SDOT Vd.4S, Vn.16B, Vm.4B[i]; SMULL and SMULL2 Vd.8H, Vn, Vm; SADALP Vd.4S, Vn.8H.
#define SDOT(m, i, n, d) WORD $(0x4f80e000 | ((i&1)<<21) | (m<<16) | ((i>>1)<<11) | (n<<5) | d)
#define SMULL(m, n, d) WORD $(0x0e20c000 | (m<<16) | (n<<5) | d)
#define SMULL2(m, n, d) WORD $(0x4e20c000 | (m<<16) | (n<<5) | d)
#define SADALP(n, d) WORD $(0x4e606800 | (n<<5) | d)

// Register use: R0 sums, R1 bytes between rows of sums, R2 depth left, R3 weights, R4-R7 rows of values.
#define ARGUMENTS \
	MOVD sums+0(FP), R0     \
	MOVD stride+8(FP), R1   \
	LSL $2, R1, R1          \
	MOVD values+16(FP), R4  \
	MOVD depth+24(FP), R2   \
	MOVD weights+32(FP), R3 \
	ADD R2, R4, R5

#define ROW(v, i, a, b, c, d) \
	SDOT(v, i, 16, a) \
	SDOT(v, i, 17, b) \
	SDOT(v, i, 18, c) \
	SDOT(v, i, 19, d)

// STEP adds the products of 4 values of 4 rows with 16 outputs.
#define STEP(i) \
	VLD1.P 64(R3), [V16.B16, V17.B16, V18.B16, V19.B16] \
	ROW(20, i, 0, 1, 2, 3)     \
	ROW(21, i, 4, 5, 6, 7)     \
	ROW(22, i, 8, 9, 10, 11)   \
	ROW(23, i, 12, 13, 14, 15)

// func sdot16(sums *int32, stride int, values *int8, depth int, weights *byte)
TEXT ·sdot16(SB), NOSPLIT, $0-40
	ARGUMENTS
	ADD R2, R5, R6
	ADD R2, R6, R7
	VEOR V0.B16, V0.B16, V0.B16
	VEOR V1.B16, V1.B16, V1.B16
	VEOR V2.B16, V2.B16, V2.B16
	VEOR V3.B16, V3.B16, V3.B16
	VEOR V4.B16, V4.B16, V4.B16
	VEOR V5.B16, V5.B16, V5.B16
	VEOR V6.B16, V6.B16, V6.B16
	VEOR V7.B16, V7.B16, V7.B16
	VEOR V8.B16, V8.B16, V8.B16
	VEOR V9.B16, V9.B16, V9.B16
	VEOR V10.B16, V10.B16, V10.B16
	VEOR V11.B16, V11.B16, V11.B16
	VEOR V12.B16, V12.B16, V12.B16
	VEOR V13.B16, V13.B16, V13.B16
	VEOR V14.B16, V14.B16, V14.B16
	VEOR V15.B16, V15.B16, V15.B16

loop:
	VLD1.P 16(R4), [V20.B16]
	VLD1.P 16(R5), [V21.B16]
	VLD1.P 16(R6), [V22.B16]
	VLD1.P 16(R7), [V23.B16]
	STEP(0)
	STEP(1)
	STEP(2)
	STEP(3)
	SUBS $16, R2, R2
	BNE  loop
	VST1 [V0.S4, V1.S4, V2.S4, V3.S4], (R0)
	ADD  R1, R0, R0
	VST1 [V4.S4, V5.S4, V6.S4, V7.S4], (R0)
	ADD  R1, R0, R0
	VST1 [V8.S4, V9.S4, V10.S4, V11.S4], (R0)
	ADD  R1, R0, R0
	VST1 [V12.S4, V13.S4, V14.S4, V15.S4], (R0)
	RET

// PAIR adds the products of 4 values with 4 outputs: a has two sums each of the first two outputs, b of the others.
#define PAIR(v, w, a, b) \
	SMULL(v, w, 22)   \
	SMULL2(v, w, 23)  \
	SADALP(22, a)     \
	SADALP(23, b)

// func smull16(sums *int32, stride int, values *int8, depth int, weights *byte)
TEXT ·smull16(SB), NOSPLIT, $0-40
	ARGUMENTS
	VEOR V0.B16, V0.B16, V0.B16
	VEOR V1.B16, V1.B16, V1.B16
	VEOR V2.B16, V2.B16, V2.B16
	VEOR V3.B16, V3.B16, V3.B16
	VEOR V4.B16, V4.B16, V4.B16
	VEOR V5.B16, V5.B16, V5.B16
	VEOR V6.B16, V6.B16, V6.B16
	VEOR V7.B16, V7.B16, V7.B16
	VEOR V8.B16, V8.B16, V8.B16
	VEOR V9.B16, V9.B16, V9.B16
	VEOR V10.B16, V10.B16, V10.B16
	VEOR V11.B16, V11.B16, V11.B16
	VEOR V12.B16, V12.B16, V12.B16
	VEOR V13.B16, V13.B16, V13.B16
	VEOR V14.B16, V14.B16, V14.B16
	VEOR V15.B16, V15.B16, V15.B16

loop2:
	VLD1.P  64(R3), [V16.B16, V17.B16, V18.B16, V19.B16]
	VLD1R.P 4(R4), [V20.S4]
	VLD1R.P 4(R5), [V21.S4]
	PAIR(20, 16, 0, 1)
	PAIR(20, 17, 2, 3)
	PAIR(20, 18, 4, 5)
	PAIR(20, 19, 6, 7)
	PAIR(21, 16, 8, 9)
	PAIR(21, 17, 10, 11)
	PAIR(21, 18, 12, 13)
	PAIR(21, 19, 14, 15)
	SUBS $4, R2, R2
	BNE  loop2
	VADDP V1.S4, V0.S4, V16.S4
	VADDP V3.S4, V2.S4, V17.S4
	VADDP V5.S4, V4.S4, V18.S4
	VADDP V7.S4, V6.S4, V19.S4
	VADDP V9.S4, V8.S4, V20.S4
	VADDP V11.S4, V10.S4, V21.S4
	VADDP V13.S4, V12.S4, V22.S4
	VADDP V15.S4, V14.S4, V23.S4
	VST1 [V16.S4, V17.S4, V18.S4, V19.S4], (R0)
	ADD  R1, R0, R0
	VST1 [V20.S4, V21.S4, V22.S4, V23.S4], (R0)
	RET

//go:build !purego

#include "textflag.h"

// These functions do the same steps in the same order as those in plain Go, for 8 numbers at a time; there is no fused
// multiplication and addition in them.

DATA floats<>+0(SB)/4, $0x7fffffff   // all bits but the sign
DATA floats<>+4(SB)/4, $0x4b400000   // 3 << 22
DATA floats<>+8(SB)/4, $0x3fb8aa3b   // log2 e
DATA floats<>+12(SB)/4, $0x3f318000  // the upper part of ln 2
DATA floats<>+16(SB)/4, $0xb95e8083  // the lower part
DATA floats<>+20(SB)/4, $0x39500d01  // 1/5040
DATA floats<>+24(SB)/4, $0x3ab60b61  // 1/720
DATA floats<>+28(SB)/4, $0x3c088889  // 1/120
DATA floats<>+32(SB)/4, $0x3d2aaaab  // 1/24
DATA floats<>+36(SB)/4, $0x3e2aaaab  // 1/6
DATA floats<>+40(SB)/4, $0x3f000000  // 1/2
DATA floats<>+44(SB)/4, $0x3f800000  // 1
DATA floats<>+48(SB)/4, $0xc2ae0000  // -87
DATA floats<>+52(SB)/4, $0x42fe0000  // 127
DATA floats<>+56(SB)/4, $127         // the bias of an exponent
DATA floats<>+60(SB)/4, $0x43800000  // 256, geluSteps
DATA floats<>+64(SB)/4, $2048        // geluRange*geluSteps
DATA floats<>+68(SB)/4, $4095        // the last step
DATA floats<>+72(SB)/4, $0x40e00000  // 7, geluRange-1
DATA floats<>+76(SB)/4, $0xc0e00000  // -7
DATA floats<>+80(SB)/4, $0x00010001  // ones of 16 bits
DATA floats<>+84(SB)/4, $0x01010101  // ones of 8 bits
GLOBL floats<>(SB), RODATA, $88

// The order in which packing leaves groups of 4 bytes.
DATA order<>+0(SB)/8, $0x0000000400000000
DATA order<>+8(SB)/8, $0x0000000500000001
DATA order<>+16(SB)/8, $0x0000000600000002
DATA order<>+24(SB)/8, $0x0000000700000003
GLOBL order<>(SB), RODATA, $32

#define CONSTANT(at, y) VBROADCASTSS floats<>+at(SB), y

// func restoreAVX2(out *float32, sums *int32, scales, bias *float32, scale float32, n int)
TEXT ·restoreAVX2(SB), NOSPLIT, $0-48
	MOVQ out+0(FP), DI
	MOVQ sums+8(FP), SI
	MOVQ scales+16(FP), R8
	MOVQ bias+24(FP), R9
	VBROADCASTSS scale+32(FP), Y0
	MOVQ n+40(FP), CX
	XORQ AX, AX
restore:
	VCVTDQ2PS (SI)(AX*4), Y1
	VMULPS (R8)(AX*4), Y0, Y2
	VMULPS Y2, Y1, Y1
	VADDPS (R9)(AX*4), Y1, Y1
	VMOVUPS Y1, (DI)(AX*4)
	ADDQ $8, AX
	CMPQ AX, CX
	JLT restore
	VZEROUPPER
	RET

// func addAVX2(out *float32, sums *int32, scales, bias *float32, scale float32, n int)
TEXT ·addAVX2(SB), NOSPLIT, $0-48
	MOVQ out+0(FP), DI
	MOVQ sums+8(FP), SI
	MOVQ scales+16(FP), R8
	MOVQ bias+24(FP), R9
	VBROADCASTSS scale+32(FP), Y0
	MOVQ n+40(FP), CX
	XORQ AX, AX
add:
	VCVTDQ2PS (SI)(AX*4), Y1
	VMULPS (R8)(AX*4), Y0, Y2
	VMULPS Y2, Y1, Y1
	VADDPS (R9)(AX*4), Y1, Y1
	VADDPS (DI)(AX*4), Y1, Y1
	VMOVUPS Y1, (DI)(AX*4)
	ADDQ $8, AX
	CMPQ AX, CX
	JLT add
	VZEROUPPER
	RET

// func largestAVX2(x *float32, n int) float32
TEXT ·largestAVX2(SB), NOSPLIT, $0-20
	MOVQ x+0(FP), SI
	MOVQ n+8(FP), CX
	CONSTANT(0, Y3)
	VXORPS Y0, Y0, Y0
	VXORPS Y1, Y1, Y1
	XORQ AX, AX
largest:
	VANDPS (SI)(AX*4), Y3, Y4
	VANDPS 32(SI)(AX*4), Y3, Y5
	VMAXPS Y4, Y0, Y0
	VMAXPS Y5, Y1, Y1
	ADDQ $16, AX
	CMPQ AX, CX
	JLT largest
	VMAXPS Y1, Y0, Y0
	VEXTRACTF128 $1, Y0, X1
	VMAXPS X1, X0, X0
	VPSHUFD $0x4e, X0, X1
	VMAXPS X1, X0, X0
	VPSHUFD $0xb1, X0, X1
	VMAXPS X1, X0, X0
	VMOVSS X0, ret+16(FP)
	VZEROUPPER
	RET

// PACK writes 32 numbers of 32 bits as 8 bits, and adds them to the totals in Y15. Y12 to Y14 are constants.
#define PACK(a, b, c, d, to) \
	VPACKSSDW b, a, a      \
	VPACKSSDW d, c, c      \
	VPACKSSWB c, a, a      \
	VPERMD a, Y14, a       \
	VMOVDQU a, to          \
	VPMADDUBSW a, Y13, a   \
	VPMADDWD Y12, a, a     \
	VPADDD a, Y15, Y15

#define PACKING \
	VPXOR Y15, Y15, Y15         \
	VMOVDQU order<>(SB), Y14    \
	CONSTANT(84, Y13)           \
	CONSTANT(80, Y12)

// TOTAL adds the totals.
#define TOTAL(to) \
	VEXTRACTI128 $1, Y15, X0   \
	VPADDD X0, X15, X0         \
	VPSHUFD $0x4e, X0, X1      \
	VPADDD X1, X0, X0          \
	VPSHUFD $0xb1, X0, X1      \
	VPADDD X1, X0, X0          \
	VMOVD X0, AX               \
	MOVL AX, to

// func roundAVX2(values *int8, x *float32, n int, inverse float32) int32
TEXT ·roundAVX2(SB), NOSPLIT, $0-36
	MOVQ values+0(FP), DI
	MOVQ x+8(FP), SI
	MOVQ n+16(FP), CX
	VBROADCASTSS inverse+24(FP), Y11
	PACKING
	XORQ AX, AX
round:
	VMULPS (SI)(AX*4), Y11, Y0
	VMULPS 32(SI)(AX*4), Y11, Y1
	VMULPS 64(SI)(AX*4), Y11, Y2
	VMULPS 96(SI)(AX*4), Y11, Y3
	VCVTPS2DQ Y0, Y0
	VCVTPS2DQ Y1, Y1
	VCVTPS2DQ Y2, Y2
	VCVTPS2DQ Y3, Y3
	PACK(Y0, Y1, Y2, Y3, (DI)(AX*1))
	ADDQ $32, AX
	CMPQ AX, CX
	JLT round
	TOTAL(ret+32(FP))
	VZEROUPPER
	RET

// func geluAVX2(x *float32, n int, table *geluTable)
TEXT ·geluAVX2(SB), NOSPLIT, $0-24
	MOVQ x+0(FP), DI
	MOVQ n+8(FP), CX
	MOVQ table+16(FP), SI
	CONSTANT(60, Y8)
	CONSTANT(64, Y9)
	CONSTANT(68, Y10)
	CONSTANT(72, Y11)
	CONSTANT(76, Y12)
	VPXOR Y13, Y13, Y13
	XORQ AX, AX
gelu:
	VMOVUPS (DI)(AX*4), Y0
	VMULPS Y0, Y8, Y1
	VCVTPS2DQ Y1, Y1
	VPADDD Y1, Y9, Y1
	VPMAXSD Y1, Y13, Y1
	VPMINSD Y1, Y10, Y1
	VPCMPEQD Y2, Y2, Y2
	VGATHERDPS Y2, (SI)(Y1*4), Y3
	VCMPPS $13, Y11, Y0, Y4        // at least 7
	VBLENDVPS Y4, Y0, Y3, Y3
	VCMPPS $14, Y12, Y0, Y4        // greater than -7
	VANDPS Y4, Y3, Y3
	VMOVUPS Y3, (DI)(AX*4)
	ADDQ $8, AX
	CMPQ AX, CX
	JLT gelu
	VZEROUPPER
	RET

// EXP replaces x by 127 e^x as an integer of 32 bits, or by 0 below -87; n, r and u are for its use.
#define EXP(x, n, r, u) \
	CONSTANT(48, u)          \
	VCMPPS $13, u, x, u      \
	VMULPS Y5, x, n          \
	VADDPS Y4, n, n          \
	VSUBPS Y4, n, r          \
	VMULPS Y6, r, Y8         \
	VSUBPS Y8, x, x          \
	VMULPS Y7, r, r          \
	VSUBPS r, x, x           \
	CONSTANT(20, r)          \
	VMULPS x, r, r           \
	CONSTANT(24, Y8)         \
	VADDPS Y8, r, r          \
	VMULPS x, r, r           \
	CONSTANT(28, Y8)         \
	VADDPS Y8, r, r          \
	VMULPS x, r, r           \
	CONSTANT(32, Y8)         \
	VADDPS Y8, r, r          \
	VMULPS x, r, r           \
	CONSTANT(36, Y8)         \
	VADDPS Y8, r, r          \
	VMULPS x, r, r           \
	CONSTANT(40, Y8)         \
	VADDPS Y8, r, r          \
	VMULPS x, r, r           \
	VMULPS x, r, r           \
	VADDPS x, r, r           \
	CONSTANT(44, Y8)         \
	VADDPS Y8, r, r          \
	VPSUBD Y4, n, n          \
	CONSTANT(56, Y8)         \
	VPADDD Y8, n, n          \
	VPSLLD $23, n, n         \
	VMULPS n, r, r           \
	VANDPS u, r, r           \
	CONSTANT(52, Y8)         \
	VMULPS Y8, r, r          \
	VCVTPS2DQ r, x

// func softAVX2(values *int8, x *float32, n int) int32
TEXT ·softAVX2(SB), NOSPLIT, $0-28
	MOVQ values+0(FP), DI
	MOVQ x+8(FP), SI
	MOVQ n+16(FP), CX
	VMOVUPS (SI), Y3
	XORQ AX, AX
most:
	VMAXPS (SI)(AX*4), Y3, Y3
	ADDQ $8, AX
	CMPQ AX, CX
	JLT most
	VEXTRACTF128 $1, Y3, X0
	VMAXPS X0, X3, X3
	VPSHUFD $0x4e, X3, X0
	VMAXPS X0, X3, X3
	VPSHUFD $0xb1, X3, X0
	VMAXPS X0, X3, X3
	VBROADCASTSS X3, Y3
	CONSTANT(4, Y4)
	CONSTANT(8, Y5)
	CONSTANT(12, Y6)
	CONSTANT(16, Y7)
	VPXOR Y15, Y15, Y15
	XORQ AX, AX
soft:
	VMOVUPS (SI)(AX*4), Y0
	VMOVUPS 32(SI)(AX*4), Y1
	VSUBPS Y3, Y0, Y0
	VSUBPS Y3, Y1, Y1
	EXP(Y0, Y9, Y10, Y11)
	EXP(Y1, Y9, Y10, Y11)
	VPADDD Y0, Y15, Y15
	VPADDD Y1, Y15, Y15
	VPACKSSDW Y1, Y0, Y0
	VEXTRACTI128 $1, Y0, X1
	VPACKSSWB X1, X0, X0
	VPSHUFD $0xd8, X0, X0
	VMOVDQU X0, (DI)(AX*1)
	ADDQ $16, AX
	CMPQ AX, CX
	JLT soft
	TOTAL(ret+24(FP))
	VZEROUPPER
	RET

// LANES adds the lanes of y as a tree, into all lanes of x.
#define LANES(y, x, t) \
	VEXTRACTF128 $1, y, t   \
	VADDPS t, x, x          \
	VPSHUFD $0x4e, x, t     \
	VADDPS t, x, x          \
	VPSHUFD $0xb1, x, t     \
	VADDPS t, x, x

// func totalAVX2(x *float32, n int) float32
TEXT ·totalAVX2(SB), NOSPLIT, $0-20
	MOVQ x+0(FP), SI
	MOVQ n+8(FP), CX
	VXORPS Y0, Y0, Y0
	XORQ AX, AX
total:
	VADDPS (SI)(AX*4), Y0, Y0
	ADDQ $8, AX
	CMPQ AX, CX
	JLT total
	LANES(Y0, X0, X1)
	VMOVSS X0, ret+16(FP)
	VZEROUPPER
	RET

// func squaresAVX2(x *float32, n int, mean float32) float32
TEXT ·squaresAVX2(SB), NOSPLIT, $0-28
	MOVQ x+0(FP), SI
	MOVQ n+8(FP), CX
	VBROADCASTSS mean+16(FP), Y2
	VXORPS Y0, Y0, Y0
	XORQ AX, AX
squares:
	VMOVUPS (SI)(AX*4), Y1
	VSUBPS Y2, Y1, Y1
	VMULPS Y1, Y1, Y1
	VADDPS Y1, Y0, Y0
	ADDQ $8, AX
	CMPQ AX, CX
	JLT squares
	LANES(Y0, X0, X1)
	VMOVSS X0, ret+24(FP)
	VZEROUPPER
	RET

// func shiftAVX2(x, gain, bias *float32, n int, mean, inverse float32)
TEXT ·shiftAVX2(SB), NOSPLIT, $0-40
	MOVQ x+0(FP), DI
	MOVQ gain+8(FP), SI
	MOVQ bias+16(FP), R8
	MOVQ n+24(FP), CX
	VBROADCASTSS mean+32(FP), Y2
	VBROADCASTSS inverse+36(FP), Y3
	XORQ AX, AX
shift:
	VMOVUPS (DI)(AX*4), Y1
	VSUBPS Y2, Y1, Y1
	VMULPS Y3, Y1, Y1
	VMULPS (SI)(AX*4), Y1, Y1
	VADDPS (R8)(AX*4), Y1, Y1
	VMOVUPS Y1, (DI)(AX*4)
	ADDQ $8, AX
	CMPQ AX, CX
	JLT shift
	VZEROUPPER
	RET

// An error in libaom ends the instance, and with it the call: the host makes another one.
#pragma once
#include_next <setjmp.h>
#undef setjmp
#undef longjmp
#define setjmp(buffer) 0
#define longjmp(buffer, value) __builtin_trap()

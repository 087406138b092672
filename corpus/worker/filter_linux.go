package worker

import (
	"fmt"
	"syscall"

	seccomp "github.com/elastic/go-seccomp-bpf"
	"github.com/elastic/go-seccomp-bpf/arch"
)

// The argument of prctl with which Go's runtime names its memory.
const setName = 0x53564d41 // PR_SET_VMA

// confineCalls makes the kernel refuse every system call that Go's runtime does
// not need to compute and to use open pipes, for all threads. Other calls fail
// with "operation not permitted". clone3 fails as if the kernel did not have
// it, so the C library uses clone, whose flags the filter can check.
func confineCalls() error {
	here, err := arch.GetInfo("")
	if err != nil {
		return fmt.Errorf("no system call filter for this processor: %w", err)
	}
	allow := seccomp.SyscallGroup{Action: seccomp.ActionAllow}
	for _, name := range []string{
		"read", "write", "close", "fcntl", "pread64", "pipe2", "eventfd2", // open pipes
		"epoll_create1", "epoll_ctl", "epoll_pwait", "epoll_wait",
		"munmap", "madvise", "mincore", "brk", // memory
		"futex", "set_robust_list", "rseq", "membarrier", "sched_yield", "sched_getaffinity", // threads
		"gettid", "getpid", "tgkill", "rt_sigaction", "rt_sigprocmask", "rt_sigreturn", "sigaltstack", "restart_syscall",
		"nanosleep", "clock_nanosleep", "clock_gettime", "clock_getres", "gettimeofday", // time
		"getrusage", "getrandom", "exit", "exit_group",
	} {
		if _, ok := here.SyscallNames[name]; ok { // some processors lack some of them
			allow.Names = append(allow.Names, name)
		}
	}
	noCode := func(argument uint32) seccomp.ArgumentConditions {
		return seccomp.ArgumentConditions{{Argument: argument, Operation: seccomp.BitsNotSet, Value: syscall.PROT_EXEC}}
	}
	allow.NamesWithCondtions = []seccomp.NameWithConditions{
		{Name: "mmap", Conditions: noCode(2)},
		{Name: "mprotect", Conditions: noCode(2)},
		{Name: "clone", Conditions: seccomp.ArgumentConditions{{Argument: 0, Operation: seccomp.BitsSet, Value: syscall.CLONE_THREAD}}},
		{Name: "prctl", Conditions: seccomp.ArgumentConditions{{Argument: 0, Operation: seccomp.Equal, Value: setName}}},
	}
	unknown := seccomp.SyscallGroup{Names: []string{"clone3"}, Action: seccomp.ActionErrno | seccomp.Action(syscall.ENOSYS)}
	return seccomp.LoadFilter(seccomp.Filter{
		NoNewPrivs: true,
		Flag:       seccomp.FilterFlagTSync,
		Policy:     seccomp.Policy{DefaultAction: seccomp.ActionErrno, Syscalls: []seccomp.SyscallGroup{unknown, allow}},
	})
}

//go:build unix

package storetest

import (
	"errors"
	"os"
	"os/exec"
	"os/user"
	"strconv"
	"syscall"
)

// serverUser returns the user that runs the server, which refuses to run as
// root.
func serverUser() (uid, gid int, err error) {
	if os.Geteuid() != 0 {
		return os.Geteuid(), os.Getegid(), nil
	}
	for _, name := range []string{"postgres", "nobody"} {
		u, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, uidErr := strconv.Atoi(u.Uid)
		gid, gidErr := strconv.Atoi(u.Gid)
		if uidErr == nil && gidErr == nil {
			return uid, gid, nil
		}
	}
	return 0, 0, errors.New("it does not run as root, and there is no user postgres or nobody")
}

func giveAway(folder string) error {
	uid, gid, err := serverUser()
	if err != nil {
		return err
	}
	return os.Chown(folder, uid, gid)
}

func runAsServer(command *exec.Cmd) {
	uid, gid, err := serverUser()
	if err != nil || os.Geteuid() != 0 {
		return
	}
	command.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}}
}

/* Stand-in: the error numbers that callers of GUP tell apart. */
#ifndef PINPROOF_LINUX_ERRNO_H
#define PINPROOF_LINUX_ERRNO_H

#define EINTR 4
#define EIO 5
#define EAGAIN 11
#define ENOMEM 12
#define EFAULT 14
#define ENOTBLK 15
#define EBUSY 16
#define EEXIST 17
#define EINVAL 22
#define EMLINK 31
#define EREMOTEIO 121
#define EHWPOISON 133
#define EOPNOTSUPP 95

#endif

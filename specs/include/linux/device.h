/* Stand-in: devices, which nobody looks into here. */
#ifndef PINPROOF_LINUX_DEVICE_H
#define PINPROOF_LINUX_DEVICE_H

#include <linux/spinlock_types.h>
#include <linux/types.h>

struct kobject { int name; };
struct device { struct kobject kobj; };

#endif

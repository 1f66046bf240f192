/* Which package this kernel comes in: none. */
#define LINUX_PACKAGE_ID ""

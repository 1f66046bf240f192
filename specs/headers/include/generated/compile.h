/* Who built this kernel: nobody. */
#define UTS_VERSION "#1"
#define LINUX_COMPILE_BY "nobody"
#define LINUX_COMPILE_HOST "nowhere"
#define LINUX_COMPILER "clang"

/* A version that no kernel has: headers ask for it in code that is kept outside of the tree, and nowhere here. */
#define LINUX_VERSION_CODE 0
#define KERNEL_VERSION(a, b, c) (((a) << 16) + ((b) << 8) + ((c) > 255 ? 255 : (c)))

/* A release that no kernel has: whoever asks for it gets an answer that is the same for all. */
#define UTS_RELEASE "0.0.0"

// Has to run before anything uses libuv's threads. A name that no server answers for holds one of
// them for 10 s and more, and names get half of all: of the usual 4, two such names took both.
process.env.UV_THREADPOOL_SIZE ??= '32';

/**
 * ONNX Runtime's library reports its use to its maker unless this is set before it is loaded. Goldsmith reports nothing to
 * anybody; so this module is imported before `onnxruntime-node`.
 */
// biome-ignore lint/style/noProcessEnv: a setting of the library, read by nobody else.
process.env.ORT_DISABLE_TELEMETRY = '1';

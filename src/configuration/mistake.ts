/** A mistake of the operator, in one line. */
export class ConfigurationError extends Error {}

/** Why a file of the secrets could not be read as the YAML that it has to be. */
export const yamlFaults = [
  'duplicate key',
  'several documents',
  'syntax',
  'encoding',
  'shape',
] as const;

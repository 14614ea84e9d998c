export {
  type AppConfig,
  DEFAULT_PORT,
  isLoopback,
  KNOWN_VARIABLES,
  LOG_LEVELS,
  type LogLevelName,
  type OidcIssuer,
  readConfig,
} from './app-config.js';
export { ConfigError, type ConfigFault, type Environment } from './environment.js';
export { projectRoot } from './project-root.js';

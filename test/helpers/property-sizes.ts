import fc from 'fast-check';

/** Where a property names a greatest length, values are up to that long; by default hardly any exceeds ten. */
fc.configureGlobal({ ...fc.readConfigureGlobal(), defaultSizeToMaxWhenMaxSpecified: true });

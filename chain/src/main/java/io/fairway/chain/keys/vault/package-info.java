/// Where private keys are, and the arithmetic on what comes out of there: a PKCS#11 module
/// (SoftHSM2 in development, certified hardware in production), or development's encrypted
/// keystore. What is done with keys, and whether it may be, stands one room up.
///
/// ```
///   Vaults --chooses--> Vault <-- ModuleVault   (SunPKCS11; Cryptoki and SoftHsm begin a token, Pin opens it)
///                             <-- KeystoreVault (development only) --> DevelopmentKeys
/// ```
@org.jspecify.annotations.NullMarked
package io.fairway.chain.keys.vault;

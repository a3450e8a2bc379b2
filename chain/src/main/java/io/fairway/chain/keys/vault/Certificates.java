package io.fairway.chain.keys.vault;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x509.TBSCertificate;
import org.bouncycastle.asn1.x509.Time;
import org.bouncycastle.asn1.x509.V3TBSCertificateGenerator;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;

/// Makes the certificate without which Java's key store for PKCS#11 keeps no key. It vouches for
/// nobody: it is signed by the key itself, in the module, and carries the public key.
final class Certificates {
  /// The certificate's life has no meaning; a key's life is in the inventory.
  private static final Duration VALID = Duration.ofDays(36_500);

  private static final int SERIAL_BITS = 127;

  private Certificates() {}

  /// Signs a 32-byte hash with the certificate's own key, DER encoded.
  interface Signer {
    byte[] sign(byte[] hash) throws GeneralSecurityException;
  }

  static X509Certificate selfSigned(String alias, PublicKey key, Signer signer)
      throws GeneralSecurityException, IOException {
    AlgorithmIdentifier algorithm = new AlgorithmIdentifier(X9ObjectIdentifiers.ecdsa_with_SHA256);
    var name = new X500NameBuilder().addRDN(BCStyle.CN, alias).build();
    V3TBSCertificateGenerator generator = new V3TBSCertificateGenerator();
    generator.setSerialNumber(new ASN1Integer(new BigInteger(SERIAL_BITS, new SecureRandom())));
    generator.setIssuer(name);
    generator.setSubject(name);
    generator.setSignature(algorithm);
    Instant now = Instant.now();
    generator.setStartDate(new Time(Date.from(now)));
    generator.setEndDate(new Time(Date.from(now.plus(VALID))));
    generator.setSubjectPublicKeyInfo(SubjectPublicKeyInfo.getInstance(key.getEncoded()));
    TBSCertificate content = generator.generateTBSCertificate();
    byte[] hash = MessageDigest.getInstance("SHA-256").digest(content.getEncoded("DER"));
    byte[] encoded =
        new DERSequence(
                new ASN1Encodable[] {content, algorithm, new DERBitString(signer.sign(hash))})
            .getEncoded();
    return (X509Certificate)
        CertificateFactory.getInstance("X.509")
            .generateCertificate(new ByteArrayInputStream(encoded));
  }
}

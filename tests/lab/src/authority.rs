//! The lab's certificate authority, made anew for every run, and one certificate for each host.

use std::sync::Arc;

use anyhow::{Context, Result};
use rcgen::{
    BasicConstraints, Certificate, CertificateParams, DnType, IsCa, Issuer, KeyPair,
    KeyUsagePurpose,
};
use time::{Duration, OffsetDateTime};
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::rustls::{ClientConfig, RootCertStore, ServerConfig};

/// What a TLS record carries at most.
const RECORD_BYTES: usize = 4096;

/// A certificate authority.
pub struct Authority {
    issuer: Issuer<'static, KeyPair>,
    pem: String,
}

impl Authority {
    /// A new one, under this name.
    pub fn new(name: &str) -> Result<Self> {
        let mut params = valid_now(CertificateParams::new(Vec::new())?);
        params.distinguished_name.push(DnType::CommonName, name);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        let key = KeyPair::generate()?;
        let pem = params.self_signed(&key)?.pem();
        Ok(Self {
            issuer: Issuer::new(params, key),
            pem,
        })
    }

    /// Its own certificate, for those who are to trust it.
    pub fn pem(&self) -> &str {
        &self.pem
    }

    /// What a server of the lab needs to speak for a host, in HTTP/2 and HTTP/1.1.
    pub fn server(&self, host: &str) -> Result<Arc<ServerConfig>> {
        let (certificate, key) = self.issue(host)?;
        let private = PrivateKeyDer::try_from(key.serialize_der()).map_err(anyhow::Error::msg)?;
        let mut config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()?
            .with_no_client_auth()
            .with_single_cert(vec![certificate.into()], private)
            .with_context(|| format!("the certificate of {host}"))?;
        // As large servers do: a browser can read the headers before many kilobytes have come.
        config.max_fragment_size = Some(RECORD_BYTES);
        config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        Ok(Arc::new(config))
    }

    /// A certificate for a host and its key, PEM, for another program's server.
    pub fn files(&self, host: &str) -> Result<[String; 2]> {
        let (certificate, key) = self.issue(host)?;
        Ok([certificate.pem(), key.serialize_pem()])
    }

    /// What a client that trusts this authority alone needs.
    pub fn client(&self) -> Result<Arc<ClientConfig>> {
        let mut roots = RootCertStore::empty();
        roots.add(CertificateDer::from_pem_slice(self.pem.as_bytes())?)?;
        let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()?
            .with_root_certificates(roots)
            .with_no_client_auth();
        Ok(Arc::new(config))
    }

    fn issue(&self, host: &str) -> Result<(Certificate, KeyPair)> {
        let mut params = valid_now(CertificateParams::new(vec![host.to_owned()])?);
        // Names can be longer than a common name may be; the browsers read only the others.
        params.distinguished_name.push(DnType::CommonName, "lab");
        params.use_authority_key_identifier_extension = true;
        let key = KeyPair::generate()?;
        let certificate = params.signed_by(&key, &self.issuer)?;
        Ok((certificate, key))
    }
}

fn valid_now(mut params: CertificateParams) -> CertificateParams {
    let now = OffsetDateTime::now_utc();
    params.not_before = now - Duration::days(1);
    params.not_after = now + Duration::days(30);
    params
}

using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Rondo.Engine.Errors;

namespace Rondo.Server.Http;

/// <summary>How the socket behaves: where it listens, and what it takes from slow or endless callers.</summary>
static class Listening
{
    public static void Configure(KestrelServerOptions kestrel, ServerOptions options)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = options.MaxBody;
        kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(15);
        kestrel.Limits.MinRequestBodyDataRate = new MinDataRate(bytesPerSecond: 240, gracePeriod: TimeSpan.FromSeconds(5));
        kestrel.Listen(options.Address, options.Port, listen =>
        {
            if (Certificate(options) is { } certificate) listen.UseHttps(certificate);
        });
    }

    static X509Certificate2? Certificate(ServerOptions options)
    {
        if (options.TlsCertificate is null && options.TlsKey is null) return null;
        if (options.TlsCertificate is null || options.TlsKey is null)
            throw new RondoException("bad_arguments", "--tls-cert and --tls-key go together.");
        try
        {
            return X509Certificate2.CreateFromPemFile(options.TlsCertificate, options.TlsKey);
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new RondoException("bad_certificate", $"The certificate and key of --tls-cert and --tls-key can't be used: {e.Message}", "Both are PEM files, and the key isn't encrypted.");
        }
    }
}

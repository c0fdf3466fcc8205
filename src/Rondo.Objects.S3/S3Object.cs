using Rondo.Engine.Errors;

namespace Rondo.Objects.S3;

/// <summary>One object at a key of its own, written whole or not at all: readers see the one before until the new one is there.</summary>
public sealed class S3Object : IDisposable
{
    readonly S3Session _session;

    /// <param name="address">The key stands where other addresses have a prefix.</param>
    /// <exception cref="RondoException">It names no key.</exception>
    public S3Object(S3Address address)
    {
        if (address.Prefix.Length == 0) throw new RondoException("bad_address", $"The address {address.Shown} names a bucket and no key in it.", "Write s3://bucket/scores.parquet.");
        _session = new S3Session(address);
    }

    /// <summary>Finds out whether it may be written, and leaves nothing behind.</summary>
    /// <exception cref="RondoException">The server is away, or refuses.</exception>
    public void Probe(CancellationToken cancellation) => _session.Ask(async client =>
    {
        await new S3Upload(client, _session.Address, _session.Address.Prefix, overwrite: true, cancellation).Probe();
        return true;
    }, cancellation);

    /// <summary>Puts a file there, over what is there.</summary>
    public void Upload(string path, CancellationToken cancellation)
    {
        var length = new FileInfo(path).Length;
        _session.Ask(client => new S3Upload(client, _session.Address, _session.Address.Prefix, overwrite: true, cancellation).File(path, length), cancellation);
    }

    public void Dispose() => _session.Dispose();
}

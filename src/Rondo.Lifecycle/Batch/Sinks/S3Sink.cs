using Rondo.Deploy.Batch;
using Rondo.Engine.Catalog;
using Rondo.Objects.S3;

namespace Rondo.Lifecycle.Batch.Sinks;

[Part("s3", "An object on S3 or a server that speaks its protocol, in the format that the key's ending tells; it appears when it is whole.")]
public sealed record S3Sink : ISink
{
    public IReadOnlyList<string> Schemes => ["s3"];

    public IBatchOutput Open(BatchTarget target, CancellationToken cancellation)
    {
        var address = S3Address.Parse(target.Address);
        var place = new S3Object(address);
        try
        {
            return new S3Output(place, Path.GetFileName(address.Prefix), target, cancellation);
        }
        catch
        {
            place.Dispose();
            throw;
        }
    }
}

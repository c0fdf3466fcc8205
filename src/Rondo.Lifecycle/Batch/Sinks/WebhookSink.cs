using Rondo.Deploy.Batch;
using Rondo.Engine.Catalog;
using Rondo.Lifecycle.Webhooks;

namespace Rondo.Lifecycle.Batch.Sinks;

[Part("webhook", "A receiver on the web, to which signed pieces are posted; each has a key by which doubles are told.")]
public sealed record WebhookSink : ISink
{
    public IReadOnlyList<string> Schemes => ["https", "http"];

    public IBatchOutput Open(BatchTarget target, CancellationToken cancellation)
    {
        var address = PieceAddress.Parse(target.Address);
        var sender = new WebhookSender(target.PrivateHosts, target.Clock);
        try
        {
            var url = sender.Check(address.Url, cancellation).GetAwaiter().GetResult();
            return new WebhookOutput(sender, url, address, target);
        }
        catch
        {
            sender.Dispose();
            throw;
        }
    }
}

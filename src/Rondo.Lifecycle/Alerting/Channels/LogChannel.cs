using Rondo.Engine.Catalog;
using Rondo.Engine.Errors;

namespace Rondo.Lifecycle.Alerting.Channels;

[Part(Name, "A line in the server's log.")]
public sealed record LogChannel : IAlertChannel
{
    public const string Name = "log";

    public Mistake? Problem(AlertTarget target) => null;

    public Task<ChannelAnswer> Send(AlertNotice notice, AlertTarget target, ChannelMeans means, CancellationToken cancellation)
    {
        means.Log(notice);
        return Task.FromResult(new ChannelAnswer(true, "logged"));
    }
}

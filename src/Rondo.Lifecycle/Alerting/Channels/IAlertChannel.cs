using Rondo.Engine.Catalog;
using Rondo.Engine.Errors;

namespace Rondo.Lifecycle.Alerting.Channels;

/// <summary>A way on which people and programs are told.</summary>
[PartKind("alert_channel")]
public interface IAlertChannel
{
    /// <summary>Why nobody can be told there, as far as the file alone shows it; null when that may well be.</summary>
    Mistake? Problem(AlertTarget target);

    /// <summary>Tells it once; whoever asks tries again when it did not arrive.</summary>
    Task<ChannelAnswer> Send(AlertNotice notice, AlertTarget target, ChannelMeans means, CancellationToken cancellation);
}

/// <summary>What came of a message.</summary>
/// <param name="IsFinal">Whether it is pointless to try again.</param>
public sealed record ChannelAnswer(bool Arrived, string Result, bool IsFinal = false);

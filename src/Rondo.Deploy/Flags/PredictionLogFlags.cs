using Rondo.Deploy.PredictionLog;

namespace Rondo.Deploy.Flags;

/// <summary>What a server keeps of the predictions that it answers.</summary>
public static class PredictionLogFlags
{
    static readonly Flag _none = new("--no-log", "Keep no log of predictions.") { IsSwitch = true };
    static readonly Flag _sample = new("--log-sample", "The share of requests whose predictions are kept, 0 to 1.") { Default = "1" };
    static readonly Flag _mask = new("--log-mask", "A column whose values are never written to the log; more by giving it again.") { IsRepeated = true };
    static readonly Flag _durable = new("--log-durable", "Answer once the log's record is on the disk, instead of 50 ms before at most.") { IsSwitch = true };
    static readonly Flag _retain = new("--log-retain", "How long the log is kept, such as 30d.") { Default = "30d" };
    static readonly Flag _most = new("--log-max-bytes", "The most that the log takes of the disk; the oldest goes first.") { Default = "4GiB" };

    public static IReadOnlyList<Flag> All { get; } = [_none, _sample, _mask, _durable, _retain, _most];

    /// <summary>Null when no log is kept.</summary>
    public static PredictionLogOptions? Read(GivenFlags given) => given.IsOn(_none) ? null : new PredictionLogOptions
    {
        Sample = given.Number(_sample, 0, 1)!.Value,
        Masked = given.Texts(_mask).ToHashSet(StringComparer.Ordinal),
        IsDurable = given.IsOn(_durable),
        Retain = given.Age(_retain),
        MaxBytes = given.Bytes(_most),
    };
}

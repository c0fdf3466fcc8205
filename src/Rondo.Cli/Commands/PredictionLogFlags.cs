using System.CommandLine;
using Rondo.Deploy.PredictionLog;
using Rondo.Engine.Errors;
using Rondo.Lifecycle.Store.Snapshots;

namespace Rondo.Cli.Commands;

/// <summary>What a server keeps of the predictions that it answers.</summary>
sealed class PredictionLogFlags
{
    private readonly Option<bool> _none = new("--no-log") { Description = "Keep no log of predictions." };
    private readonly Option<double> _sample = new("--log-sample") { Description = "The share of requests whose predictions are kept, 0 to 1.", DefaultValueFactory = _ => 1 };
    private readonly Option<string[]> _mask = new("--log-mask") { Description = "A column whose values are never written to the log; more by giving it again." };
    private readonly Option<bool> _durable = new("--log-durable") { Description = "Answer once the log's record is on the disk, instead of 50 ms before at most." };
    private readonly Option<string> _retain = new("--log-retain") { Description = "How long the log is kept, such as 30d.", DefaultValueFactory = _ => "30d" };
    private readonly Option<string> _most = new("--log-max-bytes") { Description = "The most that the log takes of the disk; the oldest goes first.", DefaultValueFactory = _ => "4GiB" };

    public IEnumerable<Option> All => [_none, _sample, _mask, _durable, _retain, _most];

    /// <summary>Null when no log is kept.</summary>
    public PredictionLogOptions? Parse(ParseResult parsed)
    {
        if (parsed.GetValue(_none)) return null;
        var sample = parsed.GetValue(_sample);
        if (sample is not (>= 0 and <= 1)) throw new RondoException("bad_arguments", FormattableString.Invariant($"--log-sample takes a share from 0 to 1; found {sample}."));
        return new PredictionLogOptions
        {
            Sample = sample,
            Masked = (parsed.GetValue(_mask) ?? []).ToHashSet(StringComparer.Ordinal),
            IsDurable = parsed.GetValue(_durable),
            Retain = PruneOptions.ParseAge(parsed.GetValue(_retain)!),
            MaxBytes = ByteCount.Parse(parsed.GetValue(_most)!, "--log-max-bytes"),
        };
    }
}

namespace Rondo.Lifecycle.Fluent;

/// <summary>The section <c>train.tune</c>.</summary>
public sealed class TuneWords : SectionWords<TuneWords>
{
    /// <param name="search">A word of <see cref="Fluent.Search"/>.</param>
    public TuneWords Search(string search) => Put(search, "search");

    public TuneWords Trials(int trials) => Put(trials, "trials");

    /// <param name="span">Such as 5m, after which no trial goes on.</param>
    public TuneWords Timeout(string span) => Put(span, "timeout");

    public TuneWords Pruner(string pruner) => Put(pruner, "pruner");

    /// <summary>A parameter, as algorithm.parameter, and its range such as <c>loguniform(0.01, 0.3)</c>.</summary>
    public TuneWords Space([Key] string parameter, string range) => Put(range, "space", parameter);

    /// <summary>A parameter, as algorithm.parameter, and the values to try.</summary>
    public TuneWords Space([Key] string parameter, params object?[] choices) => Put(choices, "space", parameter);

    /// <summary>Only these trials are run: those that finished in an earlier run with a timeout.</summary>
    public TuneWords Replay(params int[] trials) => Put(trials, "replay");

    /// <summary>Of the replayed trials those that are fitted on all training rows.</summary>
    public TuneWords Refit(params int[] trials) => Put(trials, "refit");
}

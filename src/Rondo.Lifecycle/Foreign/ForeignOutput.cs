using System.Collections.Immutable;
using Rondo.Engine.Algorithms;
using Rondo.Engine.Errors;
using Rondo.Engine.Foreign;

namespace Rondo.Lifecycle.Foreign;

/// <summary>Which of a model's outputs is its prediction, and how it is to be read.</summary>
sealed record ForeignOutput(string Name, OnnxReading Reading, ImmutableArray<string> Classes)
{
    public TaskKind Task => Reading == OnnxReading.Number ? TaskKind.Regression : Classes.Length == 2 ? TaskKind.Binary : TaskKind.Multiclass;

    /// <exception cref="RondoException">It can't be told, or what was said does not fit; says what there is.</exception>
    public static ForeignOutput Of(IReadOnlyList<OnnxPort> ports, OnnxFacts facts, ForeignRequest request)
    {
        var port = Chosen(ports, request);
        var output = port.IsListOfMaps ? new ForeignOutput(port.Name, OnnxReading.Maps, ClassesOf(-1, port, facts, request))
            : IsScore(port) && request.Task != TaskKind.Regression ? OfScores(port, facts, request)
            : request.Task == TaskKind.Regression ? new ForeignOutput(port.Name, OnnxReading.Number, [])
            : new ForeignOutput(port.Name, OnnxReading.Labels, ClassesOf(-1, port, facts, request));
        if (request.Task is { } asked && asked != output.Task) throw Bad($"Output {port} is read as {Word(output.Task)}; --task says {Word(asked)}.", "Leave --task out, or name another output: --answer NAME.");
        if (output.Reading == OnnxReading.Number && request.Classes.Length > 0) throw Bad($"Output {port} is a number, and --classes names classes.", "Say --task binary when it is the probability of the second class.");
        if (request.IsLogits && output.Reading is not (OnnxReading.Logit or OnnxReading.Logits)) throw Bad($"Output {port} has no scores of classes for --scores logits.");
        return output;
    }

    static OnnxPort Chosen(IReadOnlyList<OnnxPort> ports, ForeignRequest request)
    {
        if (request.Output is { } name)
            return ports.FirstOrDefault(p => p.Name == name) ?? throw Bad($"The model has no output '{name}'; it has {string.Join(", ", ports)}.");
        if (ports.FirstOrDefault(p => p.IsListOfMaps) is { } maps) return maps;
        OnnxPort[] scores = [.. ports.Where(IsScore)];
        OnnxPort[] named = scores.Length > 1 ? [.. scores.Where(p => p.Name.Contains("prob", StringComparison.OrdinalIgnoreCase))] : scores;
        if (named.Length == 1) return named[0];
        return scores.Length == 0 && ports is [{ Element: not (OnnxElement.None or OnnxElement.Other) } only] ? only
            : throw Bad($"It is not clear which output is the prediction: {string.Join(", ", ports)}.", "Name it: --answer NAME.");
    }

    static ForeignOutput OfScores(OnnxPort port, OnnxFacts facts, ForeignRequest request)
    {
        var width = port.Shape.Length switch
        {
            1 => 1,
            2 => port.Shape[1],
            _ => throw Bad($"Output {port} has {port.Shape.Length} dimensions; a prediction has [rows] or [rows, classes]."),
        };
        var isOne = width == 1 || (width < 0 && request is { Task: TaskKind.Binary, Classes.Length: 2, IsLogits: true });
        if (isOne && request.Classes.IsEmpty && request.Task is null) return new ForeignOutput(port.Name, OnnxReading.Number, []);
        if (width < 0 && request.Classes.IsEmpty && facts.Classes.Count == 0)
            throw Bad($"Output {port} does not say how many numbers a row gets.", "Say what they are: --task regression, or --classes a,b,c.");
        var classes = ClassesOf(isOne ? 2 : width, port, facts, request);
        return new ForeignOutput(port.Name, (isOne, request.IsLogits) switch
        {
            (true, true) => OnnxReading.Logit,
            (true, false) => OnnxReading.Positive,
            (false, true) => OnnxReading.Logits,
            (false, false) => OnnxReading.Probabilities,
        }, classes);
    }

    // Those that were given, else those that the file's operators carry.
    static ImmutableArray<string> ClassesOf(long count, OnnxPort port, OnnxFacts facts, ForeignRequest request)
    {
        ImmutableArray<string>[] found = request.Classes.Length > 0 ? [request.Classes] : [.. facts.Classes.Where(c => count < 0 || c.Length == count)];
        if (found.Length != 1) throw Bad($"The classes of output {port} are not in the file.", "Name them in the order of the probabilities: --classes no,yes.");
        var classes = found[0];
        if (count >= 0 && classes.Length != count) throw Bad(FormattableString.Invariant($"Output {port} has {count} classes; --classes names {classes.Length}: {string.Join(", ", classes.Take(20))}."));
        if (classes.Length < 2) throw Bad($"Output {port} has a single class, '{classes[0]}'.");
        return classes.Distinct(StringComparer.Ordinal).Count() == classes.Length && !classes.Contains("") ? classes : throw Bad("The classes are not each named once.");
    }

    static bool IsScore(OnnxPort port) => port.Element is OnnxElement.Float or OnnxElement.Double or OnnxElement.Half;

    static string Word(TaskKind task) => task.ToString().ToLowerInvariant();

    static RondoException Bad(string message, string? hint = null) => new("unsuitable_model", message, hint);
}

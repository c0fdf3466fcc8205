using System.Collections.Immutable;
using Rondo.Engine.Algorithms;
using Rondo.Engine.Data;
using Rondo.Engine.Export.OpGraph;
using Rondo.Engine.Recipes;

namespace Rondo.Engine.Export;

/// <summary>A fitted pipeline as a graph of small operations: raw columns in, the numbers and the class of a row out.</summary>
public sealed class ExportGraph
{
    ExportGraph(FittedPipeline pipeline, Value outputs, Value? chosen)
    {
        Task = pipeline.Task;
        Classes = pipeline.Classes;
        Outputs = outputs;
        Class = chosen;
        Order = InOrder(chosen is null ? [outputs] : [outputs, chosen]);
        var used = Order.Select(v => v.Operation).OfType<InputOperation>().Select(i => i.Name).ToHashSet(StringComparer.Ordinal);
        Inputs = [.. pipeline.Input.Fields.Where(f => used.Contains(f.Name))];
        // A row has to have something.
        if (Inputs.IsEmpty) Inputs = [pipeline.Input.Fields[0]];
    }

    public TaskKind Task { get; }

    /// <summary>The classes, or the names of clusters; empty for regression.</summary>
    public ImmutableArray<string> Classes { get; }

    /// <summary>The raw columns that the outputs hang on.</summary>
    public ImmutableArray<Field> Inputs { get; }

    /// <summary>The number predicted, or a probability for each class.</summary>
    public Value Outputs { get; }

    /// <summary>The index of the class predicted; null for regression.</summary>
    public Value? Class { get; }

    /// <summary>Every value of the graph once, arguments before what is made of them.</summary>
    public ImmutableArray<Value> Order { get; }

    /// <exception cref="Errors.RondoException">A part cannot be exported; names it and the reason.</exception>
    public static ExportGraph Of(FittedPipeline pipeline)
    {
        var outputs = OutputsOf(pipeline);
        var chosen = pipeline.Task switch
        {
            TaskKind.Regression => null,
            TaskKind.Binary => outputs[1] >= pipeline.Threshold,
            _ => outputs.Reduce(Reduction.PlaceOfMaximum),
        };
        var shared = new Dictionary<Value, Value>(ReferenceEqualityComparer.Instance);
        var known = new Dictionary<string, Value>(StringComparer.Ordinal);
        var operations = new Dictionary<Operation, int>();
        var numbers = new Dictionary<Value, int>(ReferenceEqualityComparer.Instance);
        return new ExportGraph(pipeline, Share(outputs), chosen is null ? null : Share(chosen));

        // Equal values become one.
        Value Share(Value root)
        {
            foreach (var value in InOrder([root]))
            {
                if (shared.ContainsKey(value)) continue;
                ImmutableArray<Value> arguments = [.. value.Arguments.Select(a => shared[a])];
                operations.TryAdd(value.Operation, operations.Count);
                var key = $"{operations[value.Operation]}/{value.Width}/{string.Join(',', arguments.Select(a => numbers[a]))}";
                if (!known.TryGetValue(key, out var same))
                {
                    known.Add(key, same = value.WithArguments(arguments));
                    numbers.Add(same, numbers.Count);
                }
                shared.Add(value, same);
            }
            return shared[root];
        }
    }

    static Value OutputsOf(FittedPipeline pipeline)
    {
        Value? sum = null;
        foreach (var branch in pipeline.Branches)
        {
            var table = LoweredTable.Of(pipeline.Input);
            foreach (var transform in branch.Transforms) table = transform.Lower(table);
            var own = branch.Model.Lower(branch.Encoder.Lower(table));
            if (pipeline.Branches.Length > 1 || branch.Weight != 1) own = branch.Weight * own;
            sum = sum is null ? own : sum + own;
        }
        return pipeline.Calibration?.Lower(sum!) ?? sum!;
    }

    // Without recursion: expressions and sums over many columns make deep graphs.
    internal static ImmutableArray<Value> InOrder(IEnumerable<Value> roots)
    {
        var order = ImmutableArray.CreateBuilder<Value>();
        var seen = new HashSet<Value>(ReferenceEqualityComparer.Instance);
        var pending = new Stack<(Value Value, int Next)>();
        foreach (var root in roots)
        {
            if (seen.Add(root)) pending.Push((root, 0));
            while (pending.TryPop(out var top))
            {
                var (value, next) = top;
                if (next == value.Arguments.Length)
                {
                    order.Add(value);
                    continue;
                }
                pending.Push((value, next + 1));
                if (seen.Add(value.Arguments[next])) pending.Push((value.Arguments[next], 0));
            }
        }
        return order.ToImmutable();
    }
}

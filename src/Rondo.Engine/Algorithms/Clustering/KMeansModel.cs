using Rondo.Engine.Export.OpGraph;
using Rondo.Engine.Numerics;
using Rondo.Engine.Recipes;

namespace Rondo.Engine.Algorithms.Clustering;

/// <summary>Centres of clusters: 1 for the cluster whose centre is nearest, 0 for the others; the lowest index of equally near ones.</summary>
[Fitted("k_means")]
public sealed class KMeansModel : IModel, IReadable<KMeansModel>
{
    private const int BlockRows = 4096;

    private readonly Centres _centres;

    internal KMeansModel(Centres centres, double inertia, int iterations, bool hasConverged)
    {
        _centres = centres;
        Inertia = inertia;
        Iterations = iterations;
        HasConverged = hasConverged;
    }

    public int Inputs => _centres.Space.Features.Length;

    /// <summary>The number of clusters.</summary>
    public int Outputs => _centres.Count;

    /// <summary>The weighted sum of squared distances of the training rows to their centres.</summary>
    public double Inertia { get; }

    public int Iterations { get; }

    /// <summary>Whether the centres had settled before the bound of iterations.</summary>
    public bool HasConverged { get; }

    /// <summary>A cluster's centre: a mean for each number, a share for each category, feature by feature.</summary>
    public double[] Centre(int cluster) => [.. Enumerable.Range(0, _centres.Space.Width).Select(d => _centres[cluster, d])];

    public void Predict(ReadOnlySpan<float> row, Span<double> output)
    {
        if (row.Length != Inputs) throw new ArgumentException($"The model has {Inputs} features, the row {row.Length}.", nameof(row));
        _centres.Space.RefuseWhatIsNotFinite(row);
        output[..Outputs].Clear();
        output[_centres.Nearest(row)] = 1;
    }

    public unsafe void Predict(FeatureMatrix rows, Span<double> output, int threads = 1)
    {
        if (rows.Columns.Length != Inputs) throw new ArgumentException($"The model has {Inputs} features, the matrix {rows.Columns.Length}.", nameof(rows));
        if (output.Length != rows.Rows * Outputs) throw new ArgumentException($"The output needs {rows.Rows} x {Outputs} places.", nameof(output));
        _centres.Space.RefuseWhatIsNotFinite(rows);
        fixed (double* pinned = output)
        {
            var (first, length) = ((nint)pinned, output.Length);
            WorkBlocks.Run(rows.Rows, BlockRows, threads, (_, start, end) =>
            {
                var own = new Span<double>((double*)first, length)[(start * Outputs)..(end * Outputs)];
                var nearest = new int[end - start];
                _centres.Assign(rows, start, nearest);
                own.Clear();
                for (var i = 0; i < nearest.Length; i++) own[i * Outputs + nearest[i]] = 1;
            });
        }
    }

    public Value Lower(IReadOnlyList<Value> features)
    {
        var nearest = _centres.Lower(features).Reduce(Reduction.PlaceOfMinimum);
        return Value.Pack([.. Enumerable.Range(0, Outputs).Select(k => nearest.Is(k))]);
    }

    public void Write(PipelineWriter writer)
    {
        writer.Texts([.. _centres.Space.Features.Select(f => f.Name)]);
        writer.Ints([.. _centres.Space.Features.Select(f => f.Cardinality)]);
        writer.Int(Outputs);
        writer.Doubles([.. Enumerable.Range(0, Outputs).SelectMany(Centre)]);
        writer.Double(Inertia);
        writer.Int(Iterations);
        writer.Bool(HasConverged);
    }

    public static KMeansModel Read(PipelineReader reader, int version)
    {
        var (names, cardinalities, count, values) = (reader.Texts(), reader.Ints(), reader.Int(), reader.Doubles());
        var (inertia, iterations, hasConverged) = (reader.Double(), reader.Int(), reader.Bool());
        if (names.Length != cardinalities.Length || cardinalities.Any(c => c < 0) || count < 1
            || values.LongLength != count * cardinalities.Sum(c => (long)Math.Max(1, c)))
            throw PipelineReader.Damaged("the sizes of clusters contradict each other");
        if (values.Any(v => !double.IsFinite(v))) throw PipelineReader.Damaged("a cluster's centre is not a number");
        var space = new ClusterSpace([.. names.Zip(cardinalities, (n, c) => new Feature(n, c))]);
        return new KMeansModel(new Centres(space, count, values), inertia, iterations, hasConverged);
    }

    /// <summary>The centres to go on from; null when they are others in number or of other columns.</summary>
    internal Centres? StartFor(ClusterSpace space, int count) =>
        Outputs == count && space.Features.AsSpan().SequenceEqual(_centres.Space.Features) ? _centres : null;
}

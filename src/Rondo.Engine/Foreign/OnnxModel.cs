using Rondo.Engine.Algorithms;
using Rondo.Engine.Data;
using Rondo.Engine.Errors;
using Rondo.Engine.Export;
using Rondo.Engine.Export.OpGraph;
using Rondo.Engine.Recipes;

namespace Rondo.Engine.Foreign;

/// <summary>A model that was made elsewhere and came as an ONNX file. Its float32 sums may differ in their last digit with how many rows are asked at once.</summary>
[Fitted("onnx")]
public sealed class OnnxModel : ITableModel, IReadable<OnnxModel>
{
    // What a network needs between its layers grows with these.
    private const int RowsAtATime = 1024;

    private readonly byte[] _file;
    private readonly IOnnxSession _session;
    private readonly OnnxAnswers _answers;

    OnnxModel(byte[] file, OnnxLayout layout, IOnnxSession session)
    {
        (_file, Layout, _session) = (file, layout, session);
        _answers = new OnnxAnswers(layout);
    }

    public OnnxLayout Layout { get; }

    /// <summary>The file as it came.</summary>
    public ReadOnlySpan<byte> File => _file;

    public int Outputs => Layout.Outputs;

    // The runtime keeps the weights, and often a second time in the order of its kernels.
    public long NativeBytes => (2L * _file.Length) + (1 << 20);

    /// <exception cref="RondoException">The file is not taken, there is no runtime, or it refuses the file.</exception>
    public static OnnxModel Open(byte[] file, OnnxLayout layout)
    {
        OnnxFacts.Read(file);
        var session = OnnxRuntimes.Current.Open(file);
        var fits = session.Inputs.Select(i => (i.Name, i.Element)).SequenceEqual(layout.Inputs.Select(i => (i.Name, i.Element))) && session.Outputs.Any(o => o.Name == layout.Output);
        return fits ? new OnnxModel(file, layout, session) : throw PipelineReader.Damaged("its ONNX model has other inputs or outputs than it says");
    }

    public void Predict(Table rows, Span<double> output, int threads = 1)
    {
        if (rows.Columns.Length != Layout.Width) throw new ArgumentException($"The model takes {Layout.Width} columns.", nameof(rows));
        var size = Layout.IsRowByRow ? 1 : RowsAtATime;
        var pieces = (rows.RowCount + size - 1) / size;
        if (pieces <= 1 || threads <= 1)
        {
            for (var start = 0; start < rows.RowCount; start += size) Predict(rows, start, Math.Min(size, rows.RowCount - start), output);
            return;
        }
        var all = new double[output.Length];
        try
        {
            Parallel.For(0, pieces, new ParallelOptions { MaxDegreeOfParallelism = threads }, i => Predict(rows, i * size, Math.Min(size, rows.RowCount - (i * size)), all));
        }
        catch (AggregateException e) when (e.InnerExceptions.OfType<RondoException>().FirstOrDefault() is { } mistake)
        {
            throw new RondoException([.. mistake.Mistakes]);
        }
        all.CopyTo(output);
    }

    public Value Lower(IReadOnlyList<Value> features) =>
        throw CannotExport.Because("onnx", "the model was made elsewhere, and is an ONNX file already (model.onnx in its package)");

    public void Write(PipelineWriter writer)
    {
        Layout.Write(writer);
        writer.Bytes(_file);
    }

    public static OnnxModel Read(PipelineReader reader, int version) => Open(layout: OnnxLayout.Read(reader), file: reader.Bytes());

    void Predict(Table rows, int start, int count, Span<double> output)
    {
        var inputs = new OnnxTensor[Layout.Inputs.Length];
        var column = 0;
        for (var i = 0; i < inputs.Length; i++)
        {
            inputs[i] = OnnxCells.Of(rows, Layout.Inputs[i], column, start, count);
            column += Layout.Inputs[i].Width;
        }
        _answers.Read(_session.Run(inputs, [Layout.Output])[0], count, output.Slice(start * Outputs, count * Outputs));
    }
}

using System.Buffers.Binary;
using System.Collections.Immutable;
using Rondo.Engine.Algorithms;
using Rondo.Engine.Data;
using Rondo.Engine.Errors;
using Rondo.Engine.Numerics;
using Rondo.Engine.Transforms;

namespace Rondo.Engine.Recipes;

/// <summary>
/// pipeline.bin: magic, version, length and SHA-256 of the body, then the body in canonical little-endian form.
/// Equal pipelines give equal bytes; reading makes only the engine's own types and checks every length.
/// </summary>
public static class PipelineFormat
{
    private const int Version = 2;
    private const int HeaderLength = 8 + 4 + 8 + 32;

    static ReadOnlySpan<byte> Magic => "RONDOPIP"u8;

    public static byte[] Write(FittedPipeline pipeline)
    {
        var writer = new PipelineWriter();
        WriteBody(writer, pipeline);
        var body = writer.Written;
        var file = new byte[HeaderLength + body.Length];
        Magic.CopyTo(file);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(8), Version);
        BinaryPrimitives.WriteInt64LittleEndian(file.AsSpan(12), body.Length);
        Sha256.Hash(body, file.AsSpan(20, Sha256.Length));
        body.CopyTo(file.AsSpan(HeaderLength));
        return file;
    }

    /// <exception cref="RondoException">Not a pipeline, damaged, or of a newer version.</exception>
    public static FittedPipeline Read(ReadOnlyMemory<byte> file, FittedCatalog? catalog = null)
    {
        if (file.Length < HeaderLength || !file.Span[..8].SequenceEqual(Magic))
            throw new RondoException("not_a_pipeline", "This is not a pipeline.bin of Rondo.");
        var version = BinaryPrimitives.ReadInt32LittleEndian(file.Span[8..]);
        if (version is < 1 or > Version)
            throw new RondoException("newer_pipeline", $"The pipeline has format version {version}; this Rondo reads up to {Version}.", "Use the Rondo that trained it, or a newer one.");
        var body = file[HeaderLength..];
        if (BinaryPrimitives.ReadInt64LittleEndian(file.Span[12..]) != body.Length) throw PipelineReader.Damaged("its length is not what it says");
        Span<byte> checksum = stackalloc byte[Sha256.Length];
        Sha256.Hash(body.Span, checksum);
        if (!checksum.SequenceEqual(file.Span[20..HeaderLength])) throw PipelineReader.Damaged("its checksum does not hold");
        var reader = new PipelineReader(body, catalog ?? FittedCatalog.Known);
        var pipeline = ReadBody(reader, version);
        return reader.AtEnd ? pipeline : throw PipelineReader.Damaged("something follows its end");
    }

    static void WriteBody(PipelineWriter writer, FittedPipeline pipeline)
    {
        WriteSchema(writer, pipeline.Input);
        writer.Int((int)pipeline.Task);
        writer.Texts(pipeline.Classes);
        writer.Double(pipeline.Threshold);
        writer.Int(pipeline.Branches.Length);
        foreach (var branch in pipeline.Branches) WriteBranch(writer, branch);
        WriteIf(writer, pipeline.Calibration, writer.Fitted);
        WriteIf(writer, pipeline.Intervals, intervals => intervals.Write(writer));
        WriteIf(writer, pipeline.Reference, row => ReferenceRow.Write(writer, row));
    }

    static void WriteBranch(PipelineWriter writer, FittedBranch branch)
    {
        writer.Double(branch.Weight);
        writer.Int(branch.Transforms.Length);
        foreach (var transform in branch.Transforms) writer.Fitted(transform);
        branch.Encoder.Write(writer);
        writer.Fitted(branch.Model);
    }

    static void WriteIf<T>(PipelineWriter writer, T? value, Action<T> write)
        where T : class
    {
        writer.Int(value is null ? 0 : 1);
        if (value is not null) write(value);
    }

    static FittedPipeline ReadBody(PipelineReader reader, int version)
    {
        var input = ReadSchema(reader);
        var task = (TaskKind)reader.Int();
        if (!Enum.IsDefined(task)) throw PipelineReader.Damaged("its task is unknown");
        ImmutableArray<string> classes = [.. reader.Texts()];
        var threshold = reader.Double();
        // Version 1 knew one branch, and nothing after it.
        var branches = new FittedBranch[version == 1 ? 1 : reader.Length(20)];
        for (var i = 0; i < branches.Length; i++) branches[i] = ReadBranch(reader, weight: version == 1 ? 1 : reader.Double());
        var pipeline = new FittedPipeline
        {
            Input = input,
            Task = task,
            Classes = classes,
            Threshold = threshold,
            Branches = branches.Length > 0 ? [.. branches] : throw PipelineReader.Damaged("it has no model"),
            Calibration = version == 1 ? null : ReadIf(reader, reader.Fitted<IFittedCalibration>),
            Intervals = version == 1 ? null : ReadIf(reader, () => ConformalIntervals.Read(reader)),
            Reference = version == 1 ? null : ReadIf(reader, () => ReferenceRow.Read(reader, input)),
        };
        var outputs = task == TaskKind.Regression ? 1 : classes.Length;
        if (branches.Any(b => b.Model.Outputs != outputs)) throw PipelineReader.Damaged("the model gives another number of outputs");
        if (pipeline.Calibration is { } calibration && calibration.Outputs != outputs) throw PipelineReader.Damaged("its calibration is for another number of classes");
        return pipeline;
    }

    static FittedBranch ReadBranch(PipelineReader reader, double weight)
    {
        if (!(weight > 0 && weight <= 1)) throw PipelineReader.Damaged("a weight is not within 0 and 1");
        var transforms = new IFittedTransform[reader.Length(8)];
        for (var i = 0; i < transforms.Length; i++) transforms[i] = reader.Fitted<IFittedTransform>();
        var branch = new FittedBranch([.. transforms], MatrixEncoder.Read(reader), reader.Fitted<IModel>()) { Weight = weight };
        if (branch.Model.Inputs != branch.Encoder.Features.Length) throw PipelineReader.Damaged("the model takes another number of features");
        return branch;
    }

    static T? ReadIf<T>(PipelineReader reader, Func<T> read)
        where T : class => reader.Int() switch
        {
            0 => null,
            1 => read(),
            _ => throw PipelineReader.Damaged("it is unclear what it has"),
        };

    static void WriteSchema(PipelineWriter writer, Schema schema)
    {
        writer.Int(schema.Fields.Length);
        foreach (var field in schema.Fields)
        {
            writer.Text(field.Name);
            writer.Text(field.Type.Word);
        }
    }

    static Schema ReadSchema(PipelineReader reader)
    {
        var fields = new Field[reader.Length(8)];
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < fields.Length; i++)
        {
            var name = reader.Text();
            if (!names.Add(name)) throw PipelineReader.Damaged($"two columns are named '{name}'");
            if (!ColumnTypes.TryParse(reader.Text(), out var type)) throw PipelineReader.Damaged($"the type of column '{name}' is unknown");
            fields[i] = new Field(name, type);
        }
        return new Schema(fields);
    }
}

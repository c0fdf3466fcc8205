using System.Runtime.InteropServices;
using System.Text.Json;
using Rondo.Engine.Algorithms;

namespace Rondo.Benchmarks.Contests;

/// <summary>A training and a test part as little-endian float32, row by row, that every competitor reads alike.</summary>
sealed record MatrixFiles(string Folder) : IDisposable
{
    private const int BlockRows = 8192;

    /// <summary>In a new folder, gone when disposed of.</summary>
    public static MatrixFiles Create() => new(Directory.CreateTempSubdirectory("rondo-bench-").FullName);

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    string Path(string part, string what) => System.IO.Path.Combine(Folder, $"{part}_{what}.f32");

    /// <summary>Four rows of five go to training, by row number.</summary>
    public void Write(float[][] columns, float[] label)
    {
        var counts = new int[2];
        foreach (var (part, index) in new[] { ("train", 0), ("test", 1) })
        {
            using var rows = File.Create(Path(part, "rows"));
            using var labels = File.Create(Path(part, "label"));
            var row = new float[columns.Length];
            for (var i = 0; i < label.Length; i++)
            {
                if (i % 5 == 4 != (index == 1)) continue;
                for (var j = 0; j < row.Length; j++) row[j] = columns[j][i];
                rows.Write(MemoryMarshal.AsBytes(row.AsSpan()));
                labels.Write(MemoryMarshal.AsBytes(label.AsSpan(i, 1)));
                counts[index]++;
            }
        }
        File.WriteAllText(System.IO.Path.Combine(Folder, "shape.json"), JsonSerializer.Serialize(new { train = counts[0], test = counts[1], features = columns.Length }));
    }

    public (int Train, int Test, int Features) Shape()
    {
        using var shape = JsonDocument.Parse(File.ReadAllText(System.IO.Path.Combine(Folder, "shape.json")));
        int Get(string name) => shape.RootElement.GetProperty(name).GetInt32();
        return (Get("train"), Get("test"), Get("features"));
    }

    public TrainingSet Read(string part)
    {
        var (train, test, features) = Shape();
        var count = part == "train" ? train : test;
        var columns = new float[features][];
        for (var j = 0; j < features; j++) columns[j] = new float[count];
        using var file = File.OpenRead(Path(part, "rows"));
        var block = new float[BlockRows * features];
        for (var start = 0; start < count; start += BlockRows)
        {
            var rows = Math.Min(BlockRows, count - start);
            file.ReadExactly(MemoryMarshal.AsBytes(block.AsSpan(0, rows * features)));
            for (var j = 0; j < features; j++)
                for (var i = 0; i < rows; i++) columns[j][start + i] = block[i * features + j];
        }
        double[] label = [.. MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(Path(part, "label"))).ToArray().Select(y => (double)y)];
        return new TrainingSet(
            new FeatureMatrix([.. Enumerable.Range(0, features).Select(j => new Feature($"x{j}"))], columns, count),
            new Target(TaskKind.Binary, label, ["0", "1"]));
    }
}

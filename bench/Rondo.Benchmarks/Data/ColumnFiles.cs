using System.Runtime.InteropServices;
using System.Text.Json;
using Rondo.Engine.Data;
using Rondo.Engine.Numerics;

namespace Rondo.Benchmarks.Data;

/// <summary>A made table, each column a file that every competitor reads alike: little-endian doubles, int64 or codes of texts.</summary>
static class ColumnFiles
{
    /// <summary>Of each column what it holds.</summary>
    public static string[] Kinds { get; } =
    [
        .. Enumerable.Repeat("normal", 18), .. Enumerable.Repeat("skewed", 8), .. Enumerable.Repeat("holes", 4), .. Enumerable.Repeat("rounded", 6),
        .. Enumerable.Repeat("whole", 4), .. Enumerable.Repeat("text", 8), .. Enumerable.Repeat("flag", 2),
    ];

    public static void Write(string folder, int rows)
    {
        File.WriteAllText(Path.Combine(folder, "kinds.json"), JsonSerializer.Serialize(Kinds));
        var shared = new CounterRandom(1, "data_benchmark");
        for (var j = 0; j < Kinds.Length; j++)
        {
            var random = shared.Child((ulong)j + 1);
            // The last 1% of rows repeat the first: duplicates.
            double[] values = [.. Enumerable.Range(0, rows).Select(row => Value(Kinds[j], j, random, shared, (ulong)(row < rows - rows / 100 ? row : row - (rows - rows / 100))))];
            var bytes = Kinds[j] switch
            {
                "whole" or "flag" => MemoryMarshal.AsBytes(Array.ConvertAll(values, v => (long)v).AsSpan()),
                "text" => MemoryMarshal.AsBytes(Array.ConvertAll(values, v => (int)v).AsSpan()),
                _ => MemoryMarshal.AsBytes(values.AsSpan()),
            };
            File.WriteAllBytes(PathOf(folder, j), bytes.ToArray());
        }
    }

    public static Table Read(string folder) => Table.Of(Kinds.Select((kind, j) => ($"c{j}", Read(File.ReadAllBytes(PathOf(folder, j)), kind))));

    static Column Read(byte[] bytes, string kind) => kind switch
    {
        "whole" => new IntegerColumn(ColumnType.Int64, MemoryMarshal.Cast<byte, long>(bytes).ToArray()),
        "flag" => new IntegerColumn(ColumnType.Boolean, MemoryMarshal.Cast<byte, long>(bytes).ToArray()),
        "text" => new TextColumn(MemoryMarshal.Cast<byte, int>(bytes).ToArray(), [.. Enumerable.Range(0, 200).Select(i => $"category {i}")]),
        _ => new DoubleColumn(MemoryMarshal.Cast<byte, double>(bytes).ToArray()),
    };

    static string PathOf(string folder, int column) => Path.Combine(folder, $"c{column}.bin");

    static double Value(string kind, int column, CounterRandom random, CounterRandom shared, ulong row)
    {
        double Bell() => random.Uniform(4 * row) + random.Uniform(4 * row + 1) + random.Uniform(4 * row + 2) - 1.5 + 0.2 * column * (shared.Uniform(row) - 0.5);
        return kind switch
        {
            "skewed" => Functions.Exp(2 * Bell()),
            "holes" => random.Uniform(4 * row + 3) < 0.05 ? double.NaN : Bell(),
            "rounded" => Math.Round(Bell(), 2) + 0.0,
            "whole" => Math.Floor(Bell() * 20),
            "text" => random.Uniform(4 * row + 3) < 0.02 ? -1 : Math.Floor(random.Uniform(4 * row) * random.Uniform(4 * row + 1) * (3 + 24 * (column - 40))),
            "flag" => random.Uniform(row) < 0.3 ? 1 : 0,
            _ => Bell(),
        };
    }
}

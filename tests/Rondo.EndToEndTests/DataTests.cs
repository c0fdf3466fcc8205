using System.Globalization;

namespace Rondo.EndToEndTests;

public sealed class DataTests
{
    static readonly string[] s_lines = Lines();

    [Fact]
    public void Seven_changed_cells_are_told_and_the_old_rows_are_restored()
    {
        using var rondo = new RondoProcess();
        Run(rondo, s_lines);
        Run(rondo, Changed());

        var log = rondo.Run("data", "log", "--output", "json").Json.GetProperty("versions");
        Assert.Equal(["latest", "latest~1"], log.EnumerateArray().Select(v => v.GetProperty("ref").GetString()));
        foreach (var key in (string[])["dataset", "data_hash", "time", "rows", "columns", "bytes", "new_bytes", "source", "runs", "tags", "pruned"])
            Assert.True(log[0].TryGetProperty(key, out _), $"'{key}' is missing.");

        foreach (var arguments in (string[][])[[], ["--key", "id"], ["--key", "id", "--limit", "3"]])
        {
            var diff = rondo.Run(["data", "diff", "latest~1", "latest", "--output", "json", .. arguments]);
            Assert.True(diff.Code == 0, diff.ToString());
            Assert.Equal("key", diff.Json.GetProperty("matched_by").GetString());
            Assert.Equal(7, diff.Json.GetProperty("cells").GetProperty("changed").GetInt32());
            Assert.Equal(arguments.Length == 4 ? 3 : 7, diff.Json.GetProperty("changes").GetArrayLength());
            var first = diff.Json.GetProperty("changes")[0];
            Assert.Equal((0, "kind", "a", "changed"), (first.GetProperty("key").GetProperty("id").GetInt32(), first.GetProperty("column").GetString()!, first.GetProperty("old").GetString()!, first.GetProperty("new").GetString()!));
        }
        Assert.Contains("7 cells", rondo.Run("data", "diff", "latest~1", "latest").Out, StringComparison.Ordinal);

        foreach (var file in (string[])["old.csv", "old.parquet", "old.jsonl"])
        {
            var restored = rondo.Run("data", "checkout", "latest~1", "--out", file, "--output", "json");
            Assert.True(restored.Code == 0, restored.ToString());
            Assert.Equal("No difference.", rondo.Run("data", "diff", "latest~1", file).Out.Trim().Split('\n')[^1]);
        }
        var again = rondo.Run("data", "checkout", "latest", "--out", "old.csv", "--output", "json");
        Assert.Equal((2, "file_exists"), (again.Code, again.Json.GetProperty("error").GetProperty("code").GetString()));
        Assert.Equal(0, rondo.Run("data", "checkout", "latest", "--out", "old.csv", "--force").Code);
    }

    [Fact]
    public void A_version_is_named_and_what_nothing_names_is_pruned()
    {
        using var rondo = new RondoProcess();
        foreach (var lines in (string[][])[s_lines, Changed(), s_lines[..150]]) Run(rondo, lines);

        Assert.Equal(0, rondo.Run("data", "tag", "latest~2", "first").Code);
        Assert.Equal("tag_exists", Error(rondo.Run("data", "tag", "latest", "first", "--output", "json")));
        Assert.Equal("unknown_reference", Error(rondo.Run("data", "checkout", "lastest", "--out", "x.csv", "--output", "json")));
        Assert.True(rondo.Run("data", "tag", "--output", "json").Json.GetProperty("tags").TryGetProperty("first", out _));
        Assert.Equal(0, rondo.Run("models", "delete", "homes@2", "--force").Code);

        var trial = rondo.Run("data", "prune", "--keep", "1", "--dry-run", "--output", "json").Json;
        var pruned = rondo.Run("data", "prune", "--keep", "1", "--output", "json").Json;

        Assert.Equal(trial.GetProperty("bytes").GetInt64(), pruned.GetProperty("bytes").GetInt64());
        Assert.Equal("latest~1", pruned.GetProperty("removed")[0].GetProperty("ref").GetString());
        Assert.Equal("tag first", pruned.GetProperty("kept")[0].GetProperty("reason").GetString());
        Assert.Equal("snapshot_pruned", Error(rondo.Run("data", "checkout", "latest~1", "--out", "x.csv", "--output", "json")));
        Assert.Equal(0, rondo.Run("data", "checkout", "first", "--out", "first.csv").Code);
        Assert.Contains("pruned", rondo.Run("data", "log", ".").Out, StringComparison.Ordinal);
        Assert.Equal(2, rondo.Run("data", "prune", "--keep", "0").Code);
        Assert.Equal("bad_duration", Error(rondo.Run("data", "prune", "--older-than", "soon", "--output", "json")));
    }

    [Fact]
    public void A_damaged_chunk_makes_the_run_read_its_source_again_and_is_named_elsewhere()
    {
        using var rondo = new RondoProcess();
        var hash = Run(rondo, s_lines);
        foreach (var path in Directory.GetFiles(Path.Combine(rondo.Folder, ".rondo", "objects"), "*", SearchOption.AllDirectories))
        {
            var bytes = File.ReadAllBytes(path);
            if (bytes.AsSpan().StartsWith("RONDOCHK"u8)) File.WriteAllBytes(path, [.. bytes[..^1], (byte)(bytes[^1] ^ 1)]);
        }

        var damaged = rondo.Run("data", "checkout", "latest", "--out", "x.csv", "--output", "json");
        Assert.Equal((2, "object_damaged"), (damaged.Code, Error(damaged)));
        Assert.Equal(hash, Run(rondo, s_lines));
        Assert.Equal(0, rondo.Run("data", "checkout", "latest", "--out", "x.csv").Code);
    }

    static string Run(RondoProcess rondo, string[] lines)
    {
        rondo.Write("homes.csv", string.Join('\n', lines) + "\n");
        rondo.Write("rondo.yaml", "name: homes\ndefine:\n  target: price\nprepare:\n  source: homes.csv\n  entity: id\n  drop: [id]\n  split: { strategy: random }\n  leakage: off\ntrain:\n  models: [ridge]\n");
        // These changes are meant: no schema of the rows before stands in their way.
        File.Delete(Path.Combine(rondo.Folder, "schema.yaml"));
        var run = rondo.Run("run", "--output", "json");
        Assert.True(run.Code is 0 or 3, run.ToString());
        return run.Json.GetProperty("data_hash").GetString()!;
    }

    static string Error(Ended ended) => ended.Json.GetProperty("error").GetProperty("code").GetString()!;

    static string[] Changed()
    {
        var lines = (string[])s_lines.Clone();
        (int Row, int Column)[] cells = [(0, 2), (1, 1), (1, 2), (77, 3), (120, 2), (198, 3), (199, 1)];
        foreach (var (row, column) in cells)
        {
            var parts = lines[row + 1].Split(',');
            parts[column] = column == 2 ? "changed" : "1.25";
            lines[row + 1] = string.Join(',', parts);
        }
        return lines;
    }

    static string[] Lines()
    {
        var random = new Random(3);
        return ["id,area,kind,price", .. Enumerable.Range(0, 200).Select(i =>
        {
            var area = 20 + (200 * random.NextDouble());
            return string.Create(CultureInfo.InvariantCulture, $"{i},{area:F2},{"abc"[i % 3]},{(1000 * area) + (90_000 * random.NextDouble()):F1}");
        })];
    }
}

using Rondo.Lifecycle;
using Rondo.Lifecycle.Reference;

namespace Rondo.ContractTests;

public sealed class ReferenceTests
{
    [Fact]
    public void The_reference_is_what_the_catalog_says()
    {
        var folder = Path.Combine(Repository(), "docs", "reference");
        var written = Directory.EnumerateFiles(folder, "*.md", SearchOption.AllDirectories).ToDictionary(f => Path.GetRelativePath(folder, f).Replace('\\', '/'), File.ReadAllText, StringComparer.Ordinal);
        var made = ReferencePages.Of(RondoParts.Catalog);

        Assert.Equal(made.Keys.Order(StringComparer.Ordinal), written.Keys.Order(StringComparer.Ordinal));
        foreach (var (path, text) in made) Assert.True(text == written[path].ReplaceLineEndings("\n"), $"docs/reference/{path} is old; write it anew: ./rondo codegen reference --out docs/reference");
    }

    static string Repository()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Rondo.slnx"))) folder = Path.GetDirectoryName(folder)!;
        return folder;
    }
}

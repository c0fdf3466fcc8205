using System.Text;
using System.Text.RegularExpressions;
using Rondo.Lifecycle.Spec;

namespace Rondo.Lifecycle.Tests.Spec;

/// <summary>What the guide shows can be read.</summary>
public sealed partial class GuideTests
{
    [Theory]
    [InlineData("plan.md", 3)]
    [InlineData("train.md", 11)]
    [InlineData("leakage.md", 2)]
    [InlineData("prepare.md", 7)]
    [InlineData("sources.md", 11)]
    public void Every_example_of_the_guide_is_read(string page, int examples)
    {
        var found = Blocks().Matches(File.ReadAllText(Path.Combine(Repository(), "docs", "guide", page)).ReplaceLineEndings("\n"));

        Assert.Equal(examples, found.Count);
        foreach (Match example in found) Assert.NotNull(Given.Spec(Whole(example.Groups[1].Value)));
    }

    /// <summary>Every YAML example of the guide as a whole file; those that show a few lines of a section, or name a plugin's parts, are left out.</summary>
    public static IEnumerable<string> Examples() => Directory.GetFiles(Path.Combine(Repository(), "docs", "guide"), "*.md")
        .Where(page => Path.GetFileName(page) != "plugins.md")
        .SelectMany(page => Blocks().Matches(File.ReadAllText(page).ReplaceLineEndings("\n")).Select(m => m.Groups[1].Value))
        .Where(example => Section().IsMatch(example)).Select(Whole);

    [Fact]
    public void The_schema_of_the_guide_is_read()
    {
        var example = Blocks().Match(File.ReadAllText(Path.Combine(Repository(), "docs", "guide", "schema.md")).ReplaceLineEndings("\n"));

        Assert.Equal(3, SchemaFile.Parse(Encoding.UTF8.GetBytes(example.Groups[1].Value), "schema.yaml").Columns.Length);
    }

    // An example shows what it is about; the rest of the file is put in.
    static string Whole(string example)
    {
        var text = "\n" + example;
        if (!text.Contains("\ndefine:", StringComparison.Ordinal)) text = "\ndefine:\n  target: y" + text;
        if (!text.Contains("\nprepare:", StringComparison.Ordinal)) text += "prepare:\n  source: a.csv\n";
        else if (!text.Contains("\n  source", StringComparison.Ordinal)) text = text.Replace("\nprepare:", "\nprepare:\n  source: a.csv", StringComparison.Ordinal);
        return text;
    }

    /// <summary>The root of the repository.</summary>
    public static string Repository()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "Rondo.slnx"))) return folder.FullName;
        throw new DirectoryNotFoundException($"The repository is not above {AppContext.BaseDirectory}.");
    }

    [GeneratedRegex("^(#[^\n]*\n)*(name|version|define|prepare|train|deploy|observe|experiment|retrain):")]
    private static partial Regex Section();

    [GeneratedRegex("```yaml\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Blocks();
}

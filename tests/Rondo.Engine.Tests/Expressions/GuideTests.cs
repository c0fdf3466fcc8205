using Rondo.Engine.Expressions;

namespace Rondo.Engine.Tests.Expressions;

public class GuideTests
{
    [Fact]
    public void The_guide_names_every_function_and_no_other()
    {
        var guide = File.ReadAllText(Path.Combine(Repository(), "docs", "guide", "expressions.md"));
        var words = Expression.Functions.Select(f => f.Name).ToHashSet();
        foreach (var word in words) Assert.Contains(char.IsLetter(word[0]) && word is not ("and" or "or" or "not" or "in") ? $"{word}(" : $"`{word}", guide, StringComparison.Ordinal);
        foreach (System.Text.RegularExpressions.Match match in System.Text.RegularExpressions.Regex.Matches(guide, @"`([a-z_0-9]+)\(")) Assert.Contains(match.Groups[1].Value, words);
    }

    [Fact]
    public void Every_function_says_how_it_is_written() =>
        Assert.All(Expression.Functions, f => Assert.True(f.Signature.Contains(f.Name, StringComparison.Ordinal) && f.Summary[^1] == '.', f.Name));

    static string Repository()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "Rondo.slnx"))) return folder.FullName;
        throw new DirectoryNotFoundException($"The repository is not above {AppContext.BaseDirectory}.");
    }
}

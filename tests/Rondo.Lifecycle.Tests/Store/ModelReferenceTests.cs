using Rondo.Lifecycle.Store;

namespace Rondo.Lifecycle.Tests.Store;

public sealed class ModelReferenceTests
{
    [Theory]
    [InlineData("flights", "flights", null, null)]
    [InlineData("flights@champion", "flights", "champion", null)]
    [InlineData("flights@3", "flights", null, 3)]
    [InlineData("My flights 2.0@rc2", "My flights 2.0", "rc2", null)]
    public void A_reference_is_a_name_an_alias_or_a_number(string text, string name, string? alias, int? number)
    {
        var reference = ModelReference.Parse(text);

        Assert.Equal((name, alias, number), (reference.Name, reference.Alias, reference.Number));
        Assert.Equal(text, reference.ToString());
    }

    [Theory]
    [InlineData("", "invalid_model")]
    [InlineData("@champion", "invalid_model")]
    [InlineData("..", "invalid_model")]
    [InlineData("a/b", "invalid_model")]
    [InlineData("a\\b", "invalid_model")]
    [InlineData(" a", "invalid_model")]
    [InlineData("a\nb", "invalid_model")]
    [InlineData("a@0", "invalid_model")]
    [InlineData("a@99999999999", "invalid_model")]
    [InlineData("a@", "invalid_alias")]
    [InlineData("a@b@c", "invalid_alias")]
    [InlineData("a@latest", "invalid_alias")]
    [InlineData("a@v3", "invalid_alias")]
    [InlineData("a@3x", "invalid_alias")]
    [InlineData("a@champion\n", "invalid_alias")]
    public void What_can_be_no_reference_is_refused(string text, string code) => Expect.Mistake(code, () => ModelReference.Parse(text));
}

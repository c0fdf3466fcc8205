using System.Net;
using System.Text;
using System.Text.Json;
using Rondo.Engine.Errors;
using Rondo.Prepare.Sources;

namespace Rondo.Prepare.Tests.Sources;

public class SecretsTests
{
    [Fact]
    public void A_name_becomes_its_value_at_the_moment_of_use()
    {
        using var _ = new Variable("RONDO_TEST_PASSWORD_A", "s3cret/&\"value");
        Assert.Equal("postgres://ada:s3cret/&\"value@crm/db", Secrets.Expand("postgres://ada:${RONDO_TEST_PASSWORD_A}@crm/db"));
    }

    [Theory]
    [InlineData("$${HOME}", "${HOME}")]
    [InlineData("costs $5", "costs $5")]
    [InlineData("", "")]
    public void Two_dollars_stand_for_the_characters_themselves(string written, string expected) => Assert.Equal(expected, Secrets.Expand(written));

    [Fact]
    public void A_variable_that_is_not_set_is_named()
    {
        var mistake = Assert.Single(Assert.Throws<RondoException>(() => Secrets.Expand("${RONDO_TEST_NOWHERE}")).Mistakes);
        Assert.Equal("unset_variable", mistake.Code);
        Assert.Contains("RONDO_TEST_NOWHERE", mistake.Message);
        Assert.Null(mistake.File);
    }

    [Theory]
    [InlineData("${}")]
    [InlineData("${not a name}")]
    [InlineData("${OPEN")]
    public void A_reference_without_a_name_is_refused(string written) =>
        Assert.Equal("bad_variable", Assert.Single(Assert.Throws<RondoException>(() => Secrets.Expand(written)).Mistakes).Code);

    [Fact]
    public void No_form_of_a_known_secret_is_shown()
    {
        const string secret = "Zw0lf Böxkämpfer+<jagen>/\"Vik\"";
        using var _ = new Variable("RONDO_TEST_PASSWORD_B", secret);
        Secrets.Expand("${RONDO_TEST_PASSWORD_B}");
        string[] forms =
        [
            secret, Uri.EscapeDataString(secret), WebUtility.UrlEncode(secret), WebUtility.HtmlEncode(secret), JsonSerializer.Serialize(secret),
            Convert.ToBase64String(Encoding.UTF8.GetBytes(secret)),
        ];
        foreach (var form in forms)
        {
            var shown = Secrets.Redact($"before {form} after");
            Assert.DoesNotContain("pfer", shown);
            Assert.Contains("${RONDO_TEST_PASSWORD_B}", shown);
            Assert.StartsWith("before ", shown);
            Assert.EndsWith(" after", shown);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("a")]
    [InlineData("ada:")]
    [InlineData("administrator:")]
    public void Basic_authentication_does_not_show_the_password(string before)
    {
        const string secret = "correct horse battery staple";
        using var _ = new Variable("RONDO_TEST_PASSWORD_C", secret);
        Secrets.Expand("${RONDO_TEST_PASSWORD_C}");
        var shown = Secrets.Redact("Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes(before + secret + "?")));
        var middle = Convert.ToBase64String(Encoding.UTF8.GetBytes(before + secret + "?"))[(before.Length * 8 / 6 + 3)..^8];
        Assert.DoesNotContain(middle, shown);
        Assert.Contains("${RONDO_TEST_PASSWORD_C}", shown);
    }

    [Theory]
    [InlineData("postgres://ada:hunter22@crm/db", "postgres://ada:***@crm/db")]
    [InlineData("https://api.example.org/rows?page=1&token=hunter22&size=5", "https://api.example.org/rows?page=1&token=***&size=5")]
    [InlineData("Host=crm;Password=hunter22;Database=x", "Host=crm;Password=***;Database=x")]
    [InlineData("postgres://ada:${PW}@crm/db", "postgres://ada:${PW}@crm/db")]
    [InlineData("https://api.example.org:8080/rows", "https://api.example.org:8080/rows")]
    [InlineData("postgres://ada@crm:5432/db", "postgres://ada@crm:5432/db")]
    [InlineData("key == 5", "key == 5")]
    public void A_secret_that_stands_in_an_address_is_hidden(string text, string expected)
    {
        Assert.Equal(expected, Secrets.HideLiterals(text));
        Assert.Equal(expected == text, !Secrets.Literals(text).Any());
    }

    [Fact]
    public void Each_line_of_a_key_is_hidden()
    {
        using var _ = new Variable("RONDO_TEST_KEY", "-----BEGIN KEY-----\nMIIEvQIBADANBgkq\n-----END KEY-----");
        Secrets.Expand("${RONDO_TEST_KEY}");
        Assert.DoesNotContain("MIIEvQ", Secrets.Redact("could not read MIIEvQIBADANBgkq"));
    }

    sealed class Variable : IDisposable
    {
        private readonly string _name;

        public Variable(string name, string value) => Environment.SetEnvironmentVariable(_name = name, value);

        public void Dispose() => Environment.SetEnvironmentVariable(_name, null);
    }
}

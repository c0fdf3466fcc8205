using Rondo.Engine.Errors;
using Rondo.Objects.S3.Tests.Gateway;

namespace Rondo.Objects.S3.Tests;

public sealed class S3AddressTests
{
    [Fact]
    public void An_address_names_bucket_prefix_and_server()
    {
        var address = S3Address.Parse("s3://team-models/rondo/prod/?endpoint=http%3A%2F%2F127.0.0.1:9000&region=eu-central-1&path_style=false");

        Assert.Equal(new S3Address("team-models", "rondo/prod", new Uri("http://127.0.0.1:9000"), "eu-central-1", PathStyle: false), address);
        Assert.Equal("s3://team-models/rondo/prod at 127.0.0.1:9000", address.Shown);
    }

    [Fact]
    public void A_server_of_ones_own_is_spoken_to_by_paths_and_Amazon_by_host_names()
    {
        Assert.True(S3Address.Parse("s3://models?endpoint=http://localhost:9000").PathStyle);
        Assert.Equal(new S3Address("models", "", null, null, PathStyle: false), S3Address.Parse("s3://models"));
    }

    [Theory]
    [InlineData("", "bad_address")]
    [InlineData("models", "bad_address")]
    [InlineData("S3://models", "bad_address")]
    [InlineData("https://models", "bad_address")]
    [InlineData("s3://", "bad_address")]
    [InlineData("s3://ab", "bad_address")]
    [InlineData("s3://Models", "bad_address")]
    [InlineData("s3://127.0.0.1", "bad_address")]
    [InlineData("s3://a..b", "bad_address")]
    [InlineData("s3://-models", "bad_address")]
    [InlineData("s3://models\n", "bad_address")]
    [InlineData("s3://AKIAHUNTER22:hunter22@models", "bad_address")]
    [InlineData("s3://models#hunter22", "bad_address")]
    [InlineData("s3://models/../hunter22", "bad_address")]
    [InlineData("s3://models/a//hunter22", "bad_address")]
    [InlineData("s3://models/./hunter22", "bad_address")]
    [InlineData("s3://models/%2e%2e/hunter22", "bad_address")]
    [InlineData("s3://models/hunter22\u0000", "bad_address")]
    [InlineData("s3://models/hunter22\r\nHost: evil", "bad_address")]
    [InlineData("s3://models?endpoint=ftp://hunter22", "bad_address")]
    [InlineData("s3://models?endpoint=file:///hunter22", "bad_address")]
    [InlineData("s3://models?endpoint=127.0.0.1:9000", "bad_address")]
    [InlineData("s3://models?endpoint=http://root:hunter22@localhost", "bad_address")]
    [InlineData("s3://models?endpoint=http://localhost/hunter22", "bad_address")]
    [InlineData("s3://models?endpoint=http://localhost/?hunter22", "bad_address")]
    [InlineData("s3://models?endpoint=http://localhost%0d%0ahunter22", "bad_address")]
    [InlineData("s3://models?endpoint=http://a&endpoint=http://hunter22", "bad_address")]
    [InlineData("s3://models?region=hunter22/../x", "bad_address")]
    [InlineData("s3://models?path_style=hunter22", "bad_address")]
    [InlineData("s3://models?secret_key=hunter22", "unknown_parameter")]
    [InlineData("s3://models?hunter22", "unknown_parameter")]
    public void A_wrong_address_is_told_without_what_could_be_a_secret(string address, string code)
    {
        var mistake = Assert.Throws<RondoException>(() => S3Address.Parse(address)).Mistakes[0];

        Assert.Equal(code, mistake.Code);
        Assert.NotNull(mistake.Hint);
        Assert.DoesNotContain("hunter22", mistake.ToString(), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void A_long_address_is_refused() =>
        Assert.Equal("bad_address", Assert.Throws<RondoException>(() => S3Address.Parse("s3://models/" + new string('a', 5000))).Mistakes[0].Code);

    [Fact]
    public void Half_of_the_credentials_is_a_mistake_that_shows_neither()
    {
        var mistake = Assert.Throws<RondoException>(() => S3Server.WithEnvironment("s3://models?region=eu-central-1", "AKIAHUNTER22", null, S3Bucket.FromEnvironment)).Mistakes[0];

        Assert.Equal("objects_no_credentials", mistake.Code);
        Assert.DoesNotContain("HUNTER22", mistake.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Amazon_needs_a_region() =>
        Assert.Equal("bad_address", Assert.Throws<RondoException>(() => S3Server.WithEnvironment("s3://models", "a", "b", S3Bucket.FromEnvironment)).Mistakes[0].Code);
}

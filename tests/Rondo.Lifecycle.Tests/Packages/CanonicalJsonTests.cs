using System.Text;
using Rondo.Lifecycle.Packages;

namespace Rondo.Lifecycle.Tests.Packages;

public sealed class CanonicalJsonTests
{
    [Theory]
    [InlineData("""{ "b" : [1, 2.0, 1e2], "a" : {"z":null,"y":true} }""", """{"a":{"y":true,"z":null},"b":[1,2,100]}""")]
    [InlineData("[0.1, 1.50, -0.0, 1E-7, 9223372036854775807, 1e300]", "[0.1,1.5,0,1E-07,9223372036854775807,1E+300]")]
    [InlineData("""["\u00e9\u0041", "\/", "\"\\\n\u0000", "<&>"]""", "[\"éA\",\"/\",\"\\\"\\\\\\u000a\\u0000\",\"<&>\"]")]
    public void Texts_of_one_value_have_one_form(string json, string expected) =>
        Assert.Equal(expected, Encoding.UTF8.GetString(CanonicalJson.Of(json)));

    [Theory]
    [InlineData("""{"a":1,"a":2}""")]
    [InlineData("[1e400]")]
    public void What_has_no_single_value_is_refused(string json) => Assert.Throws<FormatException>(() => CanonicalJson.Of(json));
}

using System.Text;
using Rondo.Engine.Data;
using Rondo.Engine.Errors;
using Rondo.Engine.Expressions;

namespace Rondo.Engine.Tests.Expressions;

public class MistakesTests
{
    [Theory]
    [InlineData("", "bad_expression", 1, 1)]
    [InlineData("  ", "bad_expression", 1, 1)]
    [InlineData("1 +", "bad_expression", 1, 4)]
    [InlineData("1 2", "bad_expression", 1, 3)]
    [InlineData("(1", "bad_expression", 1, 3)]
    [InlineData("i +\n  * 2", "bad_expression", 2, 3)]
    [InlineData("i + 'abc", "bad_expression", 1, 5)]
    [InlineData("`i", "bad_expression", 1, 1)]
    [InlineData("``", "bad_expression", 1, 1)]
    [InlineData("2x", "bad_expression", 1, 1)]
    [InlineData("1e", "bad_expression", 1, 1)]
    [InlineData("1.2.3", "bad_expression", 1, 1)]
    [InlineData("99999999999999999999", "bad_expression", 1, 1)]
    [InlineData("1e999", "bad_expression", 1, 1)]
    [InlineData("i # 2", "bad_expression", 1, 3)]
    [InlineData("1 < i < 3", "bad_expression", 1, 7)]
    [InlineData("i + not yes", "bad_expression", 1, 5)]
    [InlineData("and + 1", "bad_expression", 1, 1)]
    [InlineData("yes AND no", "bad_expression", 1, 5)]
    [InlineData("i in 3", "bad_expression", 1, 6)]
    [InlineData("lower()", "bad_expression", 1, 1)]
    [InlineData("if(yes, 1)", "bad_expression", 1, 1)]
    [InlineData("bin(x, 5, 1)", "bad_expression", 1, 1)]
    [InlineData("bin(x, i)", "bad_expression", 1, 1)]
    [InlineData("1 + year(date('2001-02-29'))", "bad_expression", 1, 10)]
    [InlineData("timestamp('2001-01-01 25:00')", "bad_expression", 1, 1)]
    [InlineData("date(s, '%d %Q %Y')", "bad_expression", 1, 1)]
    [InlineData("date(s, '%d %m')", "bad_expression", 1, 1)]
    [InlineData("date(s, s)", "bad_expression", 1, 1)]
    [InlineData("i +\n\n  nothing", "unknown_column", 3, 3)]
    [InlineData("sqroot(x)", "unknown_function", 1, 1)]
    [InlineData("1 + s", "type_mismatch", 1, 3)]
    [InlineData("lower(i)", "type_mismatch", 1, 1)]
    [InlineData("d > '2001-01-01'", "type_mismatch", 1, 3)]
    [InlineData("if(i, 1, 2)", "type_mismatch", 1, 1)]
    [InlineData("if(yes, 1, 'a')", "type_mismatch", 1, 1)]
    [InlineData("yes + 1", "type_mismatch", 1, 5)]
    [InlineData("hour(d)", "type_mismatch", 1, 1)]
    [InlineData("t - u", "type_mismatch", 1, 3)]
    [InlineData("d - d", "type_mismatch", 1, 3)]
    [InlineData("missing", "type_mismatch", 1, 1)]
    [InlineData("x == missing", "type_mismatch", 1, 3)]
    public void A_mistake_has_a_code_and_a_place(string expression, string code, int line, int column)
    {
        var mistake = Sample.MistakeOf(expression);
        Assert.Equal((code, line, column), (mistake.Code, mistake.Line, mistake.Column));
    }

    [Theory]
    [InlineData("yess and no", "Did you mean 'yes'?")]
    [InlineData("sqr(x)", "Did you mean 'sqrt'?")]
    [InlineData("len(s)", "Write length(text).")]
    [InlineData("x ** 2", "The power of x is x ^ 2.")]
    [InlineData("yes ? 1 : 2", "Write if(condition, a, b).")]
    [InlineData("x <> 2", "Unequal is !=.")]
    [InlineData("!yes", "Write 'not'.")]
    [InlineData("d > '2001-01-01'", "Write date('2001-01-01').")]
    [InlineData("i == '7'", "Write the number without quotes.")]
    [InlineData("concat(s, i)", "text(x) writes a value as text.")]
    [InlineData("yes + 1", "int64(x) makes true 1 and false 0.")]
    [InlineData("x == missing", "Write is_missing(x).")]
    [InlineData("d - d", "Write days(...), hours(...), minutes(...), seconds(...) or months(...) around it.")]
    [InlineData("yes AND no", "Keywords are written in small letters.")]
    [InlineData("hour(d)", "It is written hour(timestamp).")]
    public void A_mistake_says_what_to_do(string expression, string hint) => Assert.Equal(hint, Sample.MistakeOf(expression).Hint);

    [Fact]
    public void All_unknown_columns_and_functions_are_named_at_once()
    {
        var mistakes = Assert.Throws<RondoException>(() => Expression.Compile("alpha + f(beta, i) * lower(x)", Sample.Row.Schema)).Mistakes;
        Assert.Equal(["unknown_column", "unknown_function", "unknown_column", "type_mismatch"], mistakes.Select(m => m.Code));
        Assert.Equal(["alpha", null, "beta", null], mistakes.Select(m => m.Field));
    }

    [Theory]
    [InlineData("(", ")")]
    [InlineData("-", "")]
    [InlineData("not ", "")]
    [InlineData("abs(", ")")]
    [InlineData("2 ^ ", "")]
    [InlineData("1 + (", ")")]
    [InlineData("i in (", ")")]
    public void Deep_nesting_is_refused_and_moderate_nesting_is_not(string open, string close)
    {
        static string Nested(string open, string close, int depth) =>
            string.Concat(Enumerable.Repeat(open, depth)) + "i" + string.Concat(Enumerable.Repeat(close, depth));
        Expression.Parse(Nested(open, close, 150));
        Assert.Equal("bad_expression", Sample.MistakeOf(Nested(open, close, 250)).Code);
        Assert.Equal("bad_expression", Sample.MistakeOf(Nested(open, close, 1500)).Code);
    }

    [Fact]
    public void Long_chains_and_long_texts_are_refused()
    {
        Assert.Equal("bad_expression", Sample.MistakeOf(string.Join("+", Enumerable.Repeat("i", 4000))).Code);
        Assert.Equal("bad_expression", Sample.MistakeOf(new string('1', 10_001)).Code);
    }

    [Fact]
    public void Thousands_of_arguments_are_no_danger()
    {
        Assert.Equal("true", Sample.Show($"i in ({string.Join(',', Enumerable.Range(5, 2000))})"));
        Assert.Equal("7", Sample.Show($"max({string.Join(',', Enumerable.Repeat("i", 4900))})"));
        Assert.Equal("1000", Sample.Show($"length(concat({string.Join(',', Enumerable.Repeat("'ab'", 500))}))"));
    }

    [Fact]
    public void Noise_ends_in_a_mistake_or_a_tree_but_never_in_a_crash()
    {
        string[] pieces = ["(", ")", "i", "x", "s", "'", "\"", "`", "+", "-", "not", "in", " ", ",", "1", ".5", "1e3", "==", "<", "\n", "if", "and", "\0", "😀", "\ud83d", "missing", "^", "date", "."];
        var random = new Random(3);
        for (var n = 0; n < 20_000; n++)
        {
            var text = new StringBuilder();
            for (var length = random.Next(1, 12); length > 0; length--) text.Append(pieces[random.Next(pieces.Length)]);
            try
            {
                Assert.Equal(Expression.Parse(text.ToString()), Expression.Parse(Expression.Parse(text.ToString()).ToString()));
                Expression.Compile(text.ToString(), Sample.Row.Schema).Evaluate(Sample.Row);
            }
            catch (RondoException exception)
            {
                Assert.All(exception.Mistakes, m => Assert.True(m.Line >= 1 && m.Column >= 1, $"{text}: {m}"));
            }
        }
    }

    [Fact]
    public void Columns_are_found_without_a_schema()
    {
        Assert.Equal(["b", "a c", "d"], Expression.ReferencedColumns("b + `a c` * (b - f(d, 'e'))"));
        Assert.Equal(["delay"], Expression.Compile("delay >= 15", new Schema(new Field("delay", ColumnType.Int64))).Columns);
    }
}

using Rondo.Lifecycle.Spec;

namespace Rondo.Lifecycle.Fluent;

/// <summary>The section <c>prepare.features</c>.</summary>
public sealed class FeatureWords : SectionWords<FeatureWords>
{
    /// <summary>A new column computed from others; a later one may use an earlier one.</summary>
    public FeatureWords Derive([Key] string name, string expression) => Put(expression, "derive", name);

    /// <summary>Transforms of any name, one after another; see <see cref="Transform"/>.</summary>
    public FeatureWords Transforms(params TransformSpec[] transforms) => Put(transforms.Select(SpecTree.Transform), "transforms");

    /// <param name="column">The column to encode.</param>
    /// <param name="encoding">A word of <see cref="Encoding"/>.</param>
    public FeatureWords Encode([Key] string column, string encoding) => Put(encoding, "encode", column);

    /// <param name="scaler">auto, none, or the name of a scaler.</param>
    public FeatureWords Scale(string scaler) => Put(scaler, "scale");

    public FeatureWords Scale([Key] string column, string scaler) => Put(scaler, "scale", column);

    /// <param name="form">parts, cyclic, epoch or none.</param>
    public FeatureWords Dates(string form) => Put(form, "dates");

    /// <summary>The name of a calendar, or dates as yyyy-MM-dd.</summary>
    public FeatureWords Holidays(params string[] calendarOrDates) => Put(calendarOrDates, "holidays");

    /// <param name="method">correlation, mutual_information, l1 or rfe.</param>
    /// <param name="keep">The number of features to keep.</param>
    /// <param name="threshold">The method's own bound.</param>
    public FeatureWords Select(string method, long? keep = null, double? threshold = null) =>
        PutGiven("select", ("method", method), ("keep", keep), ("threshold", threshold));

    /// <summary>Columns that are no features.</summary>
    public FeatureWords Drop(params string[] columns) => Put(columns, "drop");
}

namespace Rondo.Lifecycle.Fluent;

/// <summary>The section <c>prepare.clean.categories</c>.</summary>
public sealed class CategoryWords : SectionWords<CategoryWords>
{
    /// <summary>Whether variants of one spelling become one value.</summary>
    public CategoryWords MergeSpelling(bool isMerged = true) => Put(isMerged, "merge_spelling");

    /// <summary>A rule: this variant in this column is that value.</summary>
    public CategoryWords MergeSpelling([Key] string column, [Key] string variant, string value) => Put(value, "merge_spelling", column, variant);

    /// <summary>Categories with a smaller share of the training rows become one.</summary>
    public CategoryWords Rare(double share) => Put(share, "rare");
}

//! A walk over rules, for what changes them in many places.

use lightningcss::properties::Property;
use lightningcss::properties::custom::{CustomPropertyName, TokenList, Variable};
use lightningcss::selector::SelectorList;
use lightningcss::stylesheet::StyleSheet;
use lightningcss::values::string::CowArcStr;
use lightningcss::visitor::{Visit, VisitTypes, Visitor};
use std::convert::Infallible;

/// What a walk comes by, the inner before the outer.
pub(super) enum Found<'a, 'i> {
    Selectors(&'a mut SelectorList<'i>),
    /// The name of a token where it is set.
    Set(&'a mut CowArcStr<'i>),
    /// The name of a token where it is read.
    Read(&'a mut CowArcStr<'i>),
    /// The value of a token, or a value that reads one.
    Value(&'a mut TokenList<'i>),
}

pub(super) fn walk<'i>(sheet: &mut StyleSheet<'i>, act: impl FnMut(Found<'_, 'i>)) {
    let Ok(()) = sheet.visit(&mut Walk(act));
}

struct Walk<F>(F);

impl<'i, F: FnMut(Found<'_, 'i>)> Visitor<'i> for Walk<F> {
    type Error = Infallible;

    fn visit_types(&self) -> VisitTypes {
        VisitTypes::all()
    }

    fn visit_selector_list(&mut self, list: &mut SelectorList<'i>) -> Result<(), Infallible> {
        (self.0)(Found::Selectors(list));
        Ok(())
    }

    fn visit_property(&mut self, property: &mut Property<'i>) -> Result<(), Infallible> {
        property.visit_children(self)?;
        if let Property::Custom(custom) = property
            && let CustomPropertyName::Custom(name) = &mut custom.name
        {
            (self.0)(Found::Set(&mut name.0));
        }
        Ok(())
    }

    fn visit_token_list(&mut self, value: &mut TokenList<'i>) -> Result<(), Infallible> {
        value.visit_children(self)?;
        (self.0)(Found::Value(value));
        Ok(())
    }

    fn visit_variable(&mut self, variable: &mut Variable<'i>) -> Result<(), Infallible> {
        variable.visit_children(self)?;
        (self.0)(Found::Read(&mut variable.name.ident.0));
        Ok(())
    }
}

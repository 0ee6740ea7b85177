// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <string>
#include <vector>

#include <QWidget>

#include "ui/pages/recipe/recipe_rows.h"

class QVBoxLayout;

namespace studio {

class FormRow;
class RecipeDraft;

/// The form of a recipe: rows from one table, bound to the keys of the draft. GUI thread.
class RecipeForm final : public QWidget {
    Q_OBJECT

public:
    explicit RecipeForm(RecipeDraft& draft, QWidget* parent = nullptr);
    /// Cards stand in two columns, or in one where the page is narrow.
    void setNarrow(bool narrow);
    /// Puts the focus on the first field with an error.
    void focusFirstError();

private:
    struct Binding {
        FormRow* row = nullptr;
        QWidget* editor = nullptr;
        QString fix;
        RecipeRow spec;
    };
    FormRow* makeRow(const std::string& key, const QString& label, RowKind kind, const QString& words,
                     const QString& hint);
    QWidget* makeEditor(const std::string& key, RowKind kind, const QStringList& choices);
    void commit(const std::string& key, const QString& text);
    bool isRefused(const std::string& key) const;
    bool isTyped(const std::string& key) const;
    void showCommitted(const std::string& key);
    void refresh();
    void setUsed(const std::string& key, const QString& why, const QString& unit);
    static void showValue(QWidget* editor, const QString& value);

    RecipeDraft& draft_;
    std::map<std::string, Binding> rows_;
    QVBoxLayout* left_;
    QVBoxLayout* right_;
};

} // namespace studio
